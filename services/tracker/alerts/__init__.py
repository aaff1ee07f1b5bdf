"""Who was told about an item and what became of its alerts, as the notifier published it."""
