"""What the tracker notes in its audit trail, by code, and the words for it. Pure."""

from collections.abc import Mapping

REPORTS_IMPORTED, EVIDENCE_DOWNLOADED = "reports-imported", "evidence-downloaded"
FIGURES_CONFIRMED, FIGURES_WITHDRAWN = "sipd-figures-confirmed", "sipd-figures-withdrawn"
CODES_LINKED = "sub-activities-linked"
ITEMS_REPAIRED, MARK_DISMISSED = "items-repaired", "mark-dismissed"
DECISION_MADE, DECISION_DONE = "decision-made", "decision-done"
DECISION_TAKEN_BACK, MINUTES_DOWNLOADED = "decision-taken-back", "minutes-downloaded"
MINUTES_ADDED = "minutes-added"
EVALUATION_PACKED, LETTER_ASKED = "evaluation-packed", "letter-asked"
DEEDS: Mapping[str, str] = {
    REPORTS_IMPORTED: "Laporan diimpor dari lembar",
    EVIDENCE_DOWNLOADED: "Bukti diunduh",
    FIGURES_CONFIRMED: "Angka SIPD disimpan",
    FIGURES_WITHDRAWN: "Angka SIPD dibatalkan",
    CODES_LINKED: "Sub kegiatan ditautkan ke rencana aksi",
    MARK_DISMISSED: "Tanda perlu ditinjau ditutup dengan catatan",
    DECISION_MADE: "Keputusan dewan dicatat",
    DECISION_DONE: "Keputusan dewan dilaporkan selesai",
    DECISION_TAKEN_BACK: "Keputusan dewan, atau laporan selesainya, ditarik kembali",
    MINUTES_ADDED: "Berkas risalah ditambahkan",
    MINUTES_DOWNLOADED: "Berkas risalah diunduh",
    EVALUATION_PACKED: "Paket evaluasi diunduh",
    LETTER_ASKED: "Surat dewan diminta sebelum waktunya (aksi letter make)",
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
    "figures": "Angka",
    "links": "Tautan",
    "year": "Tahun",
    "week": "Pekan",
    "rule": "Aturan",
    "item": "Rencana aksi",
    "words": "Catatan",
    "seen": "Yang dilihat",
    "rules": "Versi aturan",
    "owner": "Pelaksana",
    "due": "Batas waktu",
}
"""What a reader calls the details of a deed."""
