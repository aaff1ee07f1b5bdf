"""Sessions that were begun, for the list from which one is ended."""
