"""Bands in which other schemes put an item's progress, side by side."""
