"""What the smart-city programme expects in a year, beside reporting and what is due."""
