"""Messages to a program elsewhere, signed, over HTTPS."""
