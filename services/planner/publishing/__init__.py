"""Snapshots of items and agencies as events."""
