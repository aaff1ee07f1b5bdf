"""What the tracker notes in its audit trail, by code, and the words for it. Pure."""

from collections.abc import Mapping

REPORTS_IMPORTED, EVIDENCE_DOWNLOADED = "reports-imported", "evidence-downloaded"
DEEDS: Mapping[str, str] = {
    REPORTS_IMPORTED: "Laporan diimpor dari lembar",
    EVIDENCE_DOWNLOADED: "Bukti diunduh",
}
