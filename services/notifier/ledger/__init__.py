"""What was decided of every alert, and why: kept to be searched."""
