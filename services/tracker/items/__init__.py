"""The tracked items: their state, its storage, and lists of them."""
