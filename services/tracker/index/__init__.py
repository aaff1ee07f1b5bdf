"""Kominfo's smart-city index of a region: as claimed, and as proven."""
