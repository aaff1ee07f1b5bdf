"""State and events leave together: the rows that wait, and who publishes them."""
