"""What the notifier notes in its audit trail, and what a reader is told of it. Pure."""

from collections.abc import Mapping

CHANNELS_CHOSEN = "channels-chosen"
DELIVERIES_RETRIED = "deliveries-retried"
DEEDS: Mapping[str, str] = {
    CHANNELS_CHOSEN: "Saluran sebuah alamat dipilih",
    DELIVERIES_RETRIED: "Kiriman yang gagal dicoba lagi (aksi alerts retry)",
}
DETAILS: Mapping[str, str] = {
    "deliveries": "Kiriman",
    "roles": "Jabatan",
    "was": "Saluran sebelumnya",
    "now": "Saluran sekarang",
}
"""What a reader calls the details of a deed."""
