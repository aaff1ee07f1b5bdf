"""Which unit of an agency (UPTD, bagian, kelurahan) an export is of. Pure."""

import re
from collections.abc import Iterable, Sequence

from tracker.sipd.code import Level

NAME_MOST = 100
LABEL = re.compile(
    r"^(?:sub\s+)?unit(?:\s+(?:organisasi|kerja|skpd))?\s*:\s*"
    r"(?P<code>[0-9X][0-9X.]*)?\s*[-:]?\s*(?P<name>\S.*)$",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"\b(?:uptd?|unit\s+pelaksana\s+teknis(?:\s+(?:daerah|dinas))?|puskesmas|cabang\s+dinas"
    r"|bagian(?!\s+(?:dari|per)\b)|kelurahan)\s+[^\W\d_].*?"
    r"(?=\s+(?:tahun|t\.?a\b|apbd|s\s*[./]?\s*d\b|sampai|hingga|bulan|per|periode|triwulan|tw"
    r"|semester|keadaan|posisi|pada|dinas|badan|sekretariat|inspektorat|pemerintah|kab(?:upaten)?\b"
    r"|provinsi|20\d\d)\b|\s*[,:;(]|\s*$)",
    re.IGNORECASE,
)
AGENCY = re.compile(
    r"(?:dinas|badan|sekretariat|inspektorat|kecamatan|satuan\s+polisi|rumah\s+sakit|rsud)\b",
    re.IGNORECASE,
)
"""What the name of an agency begins with."""
OF_THE_AGENCY = "0000"
"""The last part of the code of an organisasi, 2.16.2.20.2.21.04.0000: the agency itself."""
CODE_PARTS = 8


def work_unit_key(name: str) -> str:
    """A unit's name as it is kept and compared."""
    return " ".join(name.split()).strip(" .,;:-").upper()[:NAME_MOST]


def work_unit_in(lines: Sequence[str], agency: str) -> str:
    """The unit that title rows name; blank where they name none, or the agency itself. `agency`: as
    other rows name it.
    """
    for line in lines:
        if match := LABEL.match(line.strip()):
            code, name = (match["code"] or "").rstrip("."), work_unit_key(match["name"])
            if code.count(".") == CODE_PARTS - 1:
                return "" if code.endswith(f".{OF_THE_AGENCY}") else name
            return "" if AGENCY.match(name) or name == work_unit_key(agency) else name
    found = next((m[0] for line in lines if (m := NAMED.search(line))), "")
    return "" if work_unit_key(found) == work_unit_key(agency) else work_unit_key(found)


def work_unit_of_rows(rows: Iterable[tuple[Level, str, str]]) -> str:
    """The only unit that sub kegiatan stand below, among rows of (level, code, name); blank where
    they stand below the agency itself, or below several.
    """
    here, found = "", set[str]()
    for level, code, name in rows:
        if level in {Level.ORGANISASI, Level.UNIT}:
            parts = code.split(".")
            is_unit = len(parts) == CODE_PARTS and parts[-1] != OF_THE_AGENCY
            here = work_unit_key(name) if is_unit else ""
        elif level is Level.SUB_KEGIATAN:
            found.add(here)
    return found.pop() if len(found) == 1 else ""
