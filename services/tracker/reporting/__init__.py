"""Reports by an officer, a sheet or an agency's own system: judged, and recorded once."""
