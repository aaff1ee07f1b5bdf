"""The notifier: notifies the right offices about an item, once, and records each delivery."""
