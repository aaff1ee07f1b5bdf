"""Regions (regencies and cities): time zones, a caller's region, the lock on a region's plan."""
