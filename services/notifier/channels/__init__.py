"""The ways a message leaves: one package for each."""
