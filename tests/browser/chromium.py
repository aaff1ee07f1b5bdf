"""Debian's Chromium: where it is, and how it is started without a desktop."""

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 60_000
"""For a machine under load; nothing is judged by it."""
