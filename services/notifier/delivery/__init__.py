"""Messages in the ledger: written, handed over, tried again."""
