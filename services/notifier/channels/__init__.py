"""The channels by which a message is sent: one package for each."""
