"""A file given as evidence, its identity and its limits. Pure."""

import re
import unicodedata

from chassis.http.problem import Fault, Problem
from chassis.text import Text
from contracts import EvidenceAdded
from contracts.progress_recorded import EVIDENCE_MOST

FILE_BYTES_MOST = 10_000_000
FILES_OF_A_REPORT_MOST = EVIDENCE_MOST
NAME_MOST = 120
JPEG = "image/jpeg"
EXTENSIONS = {
    JPEG: (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif"),
    "application/pdf": (".pdf",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (".pptx",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods",),
    "application/vnd.oasis.opendocument.presentation": (".odp",),
}
"""By media type, the extensions a name may have; the first is added where none fits."""
_NO_NAME = "berkas"


def is_picture(media_type: str) -> bool:
    """Whether it is shown as a picture, re-encoded and without its metadata."""
    return media_type.startswith("image/")


def evidence_key(item_id: str, report_id: str | None, sha256: str) -> str:
    """The same file for the same report of an item is one piece of evidence."""
    return f"{item_id}/{report_id or ''}/{sha256}"


def key_of(event: EvidenceAdded) -> str:
    """`evidence_key` of a stored piece."""
    return evidence_key(event.item_id, event.report_id, event.sha256)


def plain_name(name: str, media_type: str) -> str:
    """The name as text: without folders and control characters, with an extension of its type."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] not in {"C", "Z"} or c == " ")
    extensions = EXTENSIONS[media_type]
    stem, dot, end = kept.rpartition(".")
    if dot and f".{end.lower()}" in extensions:
        extension = f".{end.lower()}"
    else:
        stem, extension = kept, extensions[0]
    stem = stem.strip(" .") or _NO_NAME
    return f"{stem[: NAME_MOST - len(extension)]}{extension}"


def refusal(code: str, indonesian: str, english: str) -> Fault:
    """A fault of the file."""
    return Fault("file", code, Text(indonesian, english))


def too_many_files() -> Problem:
    """409 for one more file than a report may have."""
    return Problem(
        409,
        "too-many-files",
        Text(
            f"Laporan ini sudah memiliki {FILES_OF_A_REPORT_MOST} berkas bukti, jumlah terbanyak. "
            "Kirim yang lain dengan laporan berikutnya.",
            f"This report has {FILES_OF_A_REPORT_MOST} files of evidence, the most there may be. "
            "Send others with the next report.",
        ),
    )


def quota_used_up(megabytes: int) -> Problem:
    """409 for a file above the agency's quota."""
    return Problem(
        409,
        "quota-used-up",
        Text(
            f"Ruang bukti perangkat daerah Anda ({megabytes:,} MB) sudah penuh. "
            "Minta admin menambahnya; laporan tetap bisa dikirim.",
            f"The space for your agency's evidence ({megabytes:,} MB) is used up. "
            "Ask an admin for more; reports can still be sent.",
        ),
    )
