"""Accounts: made, checked at log in, and the tokens they get."""
