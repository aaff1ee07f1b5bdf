"""The weekly letter to the council, sent to each address of those above the agencies once."""
