"""Owns progress: reports, where each item stands, and since when."""
