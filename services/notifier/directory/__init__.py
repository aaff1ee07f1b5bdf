"""Which addresses stand behind an office."""
