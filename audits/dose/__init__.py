"""Dose experiments: the same questions with more and more planted search results."""
