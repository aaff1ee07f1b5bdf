"""Messages to addresses: written, handed over, tried again."""
