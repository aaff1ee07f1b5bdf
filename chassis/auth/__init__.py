"""Authentication: tokens signed by the planner, verified by every service."""
