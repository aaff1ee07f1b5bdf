"""Addresses: who sends to one now, how much it got in an hour, whether it refused for good."""
