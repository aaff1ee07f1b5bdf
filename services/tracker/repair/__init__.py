"""Compares items with all their records, and repairs them."""
