"""What the notifier notes in its audit trail, by code, and the words for it. Pure."""

from collections.abc import Mapping

DELIVERIES_RETRIED = "deliveries-retried"
DEEDS: Mapping[str, str] = {
    DELIVERIES_RETRIED: "Kiriman yang gagal dicoba lagi (aksi alerts retry)",
}
DETAILS: Mapping[str, str] = {"deliveries": "Kiriman"}
"""What a reader calls the details of a deed."""
