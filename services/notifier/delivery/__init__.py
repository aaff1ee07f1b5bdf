"""Messages to addresses: written, handed over, retried."""
