"""When agencies' own systems used their tokens."""
