"""When items end at their present pace, and where they stand at the year's end."""
