"""Limits that items and agencies have in common. Pure."""

LIST_MOST = 50
"""Entries of a list in one item or agency: partners, milestones, aliases, contacts."""
