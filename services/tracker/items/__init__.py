"""The items that are followed: what each is now, kept and listed."""
