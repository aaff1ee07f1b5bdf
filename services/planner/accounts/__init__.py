"""Accounts: creation, log in and tokens."""
