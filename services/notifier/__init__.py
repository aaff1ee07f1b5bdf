"""Tells the right people about an item, once, and keeps the account of whom it told."""
