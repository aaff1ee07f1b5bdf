"""Photos and documents that show what a report says."""
