"""A trail of what was done, to which rows are only added, each with the hash of the one before."""
