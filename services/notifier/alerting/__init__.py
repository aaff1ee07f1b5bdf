"""When an alert opens, escalates and closes, and whom to notify by which policy."""
