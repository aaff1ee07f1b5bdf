"""Workbooks that are looked at before they are applied."""
