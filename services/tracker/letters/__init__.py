"""The weekly letter to the council: made at its time, kept as it was made."""
