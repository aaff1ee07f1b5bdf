"""Which channels an address has."""
