"""What the reader of a message is asked to do, by the message and the office. Pure."""

from collections.abc import Mapping
from typing import Final

OFFICER, VERIFIER, HEAD = "officer", "verifier", "head"
DELIVERY_TEAM, SECRETARY, COUNCIL = "delivery_team", "secretary", "council"

Asks = Mapping[str, tuple[str, ...]]

_CALL = "Hubungi perangkat daerah penanggung jawab mengenai kendala dan tindak lanjutnya."
_HEAD_IS_ASKED = "Minta kepala perangkat daerah menjelaskan kendala dan tindak lanjutnya."
_DECIDE = "Putuskan dukungan atau arahan yang diperlukan dalam rapat Dewan Smart City."
_MEET = "Bahas dalam rapat Dewan Smart City bila tidak ada perbaikan."

_LATE: Final[Asks] = {
    OFFICER: (
        "Kirim laporan kemajuan terbaru, lengkap dengan kendala dan tindak lanjutnya.",
        "Siapkan usulan tanggal penyelesaian yang dapat dipenuhi.",
    ),
    VERIFIER: (
        "Pastikan laporan terakhir sudah sesuai dengan keadaan di lapangan.",
        "Sepakati langkah percepatan dengan pelaksana kegiatan.",
    ),
    HEAD: (
        "Pastikan laporan kemajuan terakhir sudah masuk, lengkap dengan kendala dan tindak "
        "lanjutnya.",
        "Tetapkan tanggal penyelesaian yang baru bersama Tim Pelaksana.",
    ),
    DELIVERY_TEAM: (
        _CALL,
        "Sampaikan kepada Dewan Smart City bila tanggal penyelesaian belum ada.",
    ),
    SECRETARY: (_HEAD_IS_ASKED, "Pastikan tanggal penyelesaian yang baru ditetapkan."),
    COUNCIL: (_DECIDE,),
}
_CRITICAL: Final[Asks] = {
    OFFICER: (
        "Kirim laporan kemajuan terbaru bila pekerjaan sudah lebih maju daripada yang tercatat.",
        "Tuliskan kendala dan tindak lanjut dalam laporan itu.",
    ),
    VERIFIER: (
        "Periksa apakah laporan terakhir sudah sesuai dengan keadaan di lapangan.",
        "Sepakati langkah percepatan dengan pelaksana kegiatan.",
    ),
    HEAD: (
        "Minta penjelasan tentang kendala dan tindak lanjut dari pelaksana kegiatan.",
        "Putuskan langkah percepatan sebelum tenggat terlewati.",
    ),
    DELIVERY_TEAM: ("Tanyakan kebutuhan dukungan kepada perangkat daerah penanggung jawab.",),
    SECRETARY: (_HEAD_IS_ASKED,),
    COUNCIL: (_MEET,),
}
_DUE_SOON: Final[Asks] = {
    OFFICER: (
        "Kirim laporan kemajuan terbaru sebelum tenggat.",
        "Beri tahu atasan Anda sekarang bila tenggat tidak akan terpenuhi.",
    ),
    VERIFIER: ("Pastikan pekerjaan selesai pada waktunya, dan laporannya sudah sesuai.",),
    HEAD: ("Pastikan pekerjaan selesai pada waktunya, atau sampaikan kendalanya sekarang.",),
    DELIVERY_TEAM: ("Tanyakan kepada perangkat daerah apakah tenggat akan terpenuhi.",),
    SECRETARY: (_HEAD_IS_ASKED,),
    COUNCIL: (_MEET,),
}
_DECISION_OVERDUE: Final[Asks] = {
    OFFICER: ("Laksanakan keputusan ini, lalu laporkan bahwa sudah selesai.",),
    VERIFIER: ("Pastikan keputusan ini dilaksanakan dan dilaporkan selesai.",),
    HEAD: (
        "Pastikan keputusan ini dilaksanakan, lalu laporkan bahwa sudah selesai.",
        "Sampaikan kendalanya kepada Tim Pelaksana bila belum dapat dilaksanakan.",
    ),
    DELIVERY_TEAM: (_CALL,),
    SECRETARY: (_HEAD_IS_ASKED,),
    COUNCIL: ("Bahas dalam rapat berikutnya mengapa keputusan ini belum dilaksanakan.",),
}
_REPORT: Final[Asks] = {
    OFFICER: ("Kirim laporannya, lengkap dengan kendala dan tindak lanjutnya.",),
    VERIFIER: ("Ingatkan pelapor agar laporannya dikirim.",),
    HEAD: ("Pastikan laporannya dikirim; bila ada kendala, sampaikan kepada Tim Pelaksana.",),
    DELIVERY_TEAM: ("Tanyakan kepada perangkat daerah mengapa laporannya belum masuk.",),
    SECRETARY: ("Ingatkan kepala perangkat daerah agar laporannya dikirim.",),
    COUNCIL: ("Ingatkan perangkat daerah agar melapor pada waktunya.",),
}
_LOOK: Final[Asks] = {
    OFFICER: ("Periksa laporan terakhir; bila keliru, kirim laporan pembetulan.",),
    VERIFIER: ("Periksa laporan terakhir bersama pelapornya.",),
    HEAD: ("Minta penjelasan dari pelaksana kegiatan.",),
    DELIVERY_TEAM: (_CALL,),
    SECRETARY: (_HEAD_IS_ASKED,),
    COUNCIL: (_MEET,),
}
_EVIDENCE: Final[Asks] = {
    OFFICER: ("Unggah bukti bahwa pekerjaan sudah selesai.",),
    VERIFIER: ("Pastikan bukti pekerjaan diunggah dan sesuai.",),
    HEAD: ("Pastikan bukti bahwa pekerjaan selesai diunggah.",),
    DELIVERY_TEAM: ("Minta bukti pekerjaan kepada perangkat daerah penanggung jawab.",),
    SECRETARY: (_HEAD_IS_ASKED,),
    COUNCIL: (_MEET,),
}
_ASKS: Final[Mapping[str, Asks]] = {
    "late": _LATE,
    "critical": _CRITICAL,
    "due_soon": _DUE_SOON,
    "decision_overdue": _DECISION_OVERDUE,
    "window_closing": _REPORT,
    "window_closed": _REPORT,
    "no_progress": _LOOK,
    "fell": _LOOK,
    "scissors": _LOOK,
    "done_without_evidence": _EVIDENCE,
}


def asks(message: str, office: str) -> tuple[str, ...]:
    """What the office is asked to do; nothing after the end of an episode."""
    return _ASKS.get(message, {}).get(office, ())
