"""What each version of an item's plan said, and since when."""
