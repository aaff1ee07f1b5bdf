"""What all services share. It contains no business terms."""
