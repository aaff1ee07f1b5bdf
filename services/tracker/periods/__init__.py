"""Reporting periods: who has to report on what, who has, and who in time."""
