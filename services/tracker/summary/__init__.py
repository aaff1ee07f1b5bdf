"""Summaries of items: sums and counts."""
