"""Import of accounts from a sheet: read, judged, looked at, then made."""
