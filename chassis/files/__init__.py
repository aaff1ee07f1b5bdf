"""Files that people send, read in processes of their own."""
