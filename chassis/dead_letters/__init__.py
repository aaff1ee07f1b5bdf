"""Records that can never be applied: set aside, looked at, sent back."""
