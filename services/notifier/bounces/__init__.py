"""Mails that a server took and another one could not deliver: they come back as a report."""
