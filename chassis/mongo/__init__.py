"""MongoDB: one connection, and the one way to change anything."""
