"""The regions (a regency or a city) whose plans are kept."""
