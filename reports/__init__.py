"""Rates, intervals, comparisons and the pages that show them."""
