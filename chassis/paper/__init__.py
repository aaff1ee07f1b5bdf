"""Pages as PDF, drawn in child processes."""
