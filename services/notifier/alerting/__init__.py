"""When an alert opens, climbs and closes, and who is to be told by which policy."""
