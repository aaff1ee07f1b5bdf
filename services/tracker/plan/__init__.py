"""Items and agencies of the planner, taken over from its events."""
