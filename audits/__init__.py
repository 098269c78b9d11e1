"""Specs, plans, runs and the command line; knows every other package."""
