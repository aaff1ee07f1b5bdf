"""What the tracker notes in its audit trail, by code, and the words for it. Pure."""

from collections.abc import Mapping

REPORTS_IMPORTED, EVIDENCE_DOWNLOADED = "reports-imported", "evidence-downloaded"
ITEMS_REPAIRED = "items-repaired"
DEEDS: Mapping[str, str] = {
    REPORTS_IMPORTED: "Laporan diimpor dari lembar",
    EVIDENCE_DOWNLOADED: "Bukti diunduh",
    ITEMS_REPAIRED: "Rencana aksi dihitung ulang dari catatannya (aksi rebuild)",
}
DETAILS: Mapping[str, str] = {
    "file": "SHA-256 berkas",
    "sha256": "SHA-256 berkas",
    "accepted": "Laporan baru",
    "unchanged": "Sudah ada",
    "refused": "Baris ditolak",
    "items": "Rencana aksi",
    "name": "Nama berkas",
    "form": "Bentuk",
}
"""What a reader calls the details of a deed."""
