"""The money of items from the sub kegiatan that fund them, as SIPD's exports say it."""
