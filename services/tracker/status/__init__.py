"""Where an item stands by plan, progress and clock, and by which rule."""
