"""The status of an item by plan, progress and clock, and the rule that gives it."""
