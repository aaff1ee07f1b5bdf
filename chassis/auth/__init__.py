"""Who asks: tokens signed by the planner, checked by everyone."""
