"""Items held against all that is recorded of them, and mended."""
