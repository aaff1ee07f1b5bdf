"""The contacts of each office."""
