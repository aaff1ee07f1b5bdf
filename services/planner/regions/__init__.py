"""Regions (regencies and cities): their time zones, who acts for which, whose turn it is."""
