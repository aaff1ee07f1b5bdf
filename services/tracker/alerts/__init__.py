"""Who was told about an item, as the notifier published it: its page shows it."""
