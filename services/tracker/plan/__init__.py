"""What the planner says of items and agencies, taken over from its events."""
