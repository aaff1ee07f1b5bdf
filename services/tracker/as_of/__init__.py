"""Items as they stood at an instant of the past."""
