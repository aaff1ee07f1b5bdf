"""The tracker: owns reports, the status of each item, and since when it holds."""
