"""A message to an office's own address, to see that it arrives."""
