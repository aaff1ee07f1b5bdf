"""Limits shared by items and agencies. Pure."""

LIST_MOST = 50
"""Entries of a list in one item or agency: partners, milestones, aliases, contacts."""
