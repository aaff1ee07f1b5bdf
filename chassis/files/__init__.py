"""Uploaded files, read in child processes."""
