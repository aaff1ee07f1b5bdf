"""The agency of a whole sheet: by its name, or by a line above its table such as OPD: Dinas
Kesehatan. Pure.
"""

import re
from collections.abc import Sequence

from chassis.sheets.cell import visible_text
from chassis.sheets.header_row import Header
from planner.agencies.directory import AgencyDirectory

LABEL = re.compile(
    r"\s*(?:nama\s+)?(?:opd|skpd|pd|perangkat\s+daerah|satuan\s+kerja|unit\s+kerja|instansi)"
    r"(?:\s+(?:penanggung\s*jawab|pengampu|pelaksana))?\s*(?:[:=]\s*(?P<name>.*))?",
    re.IGNORECASE,
)
AROUND = re.compile(
    r"^(?:(?:rencana(?:\s+aksi)?|ra|opd|skpd|pd|lembar|sheet)[\s:._-]+)?(?P<name>.+?)"
    r"(?:[\s._-]*\(?20\d\d\)?)?$",
    re.IGNORECASE,
)


def office_of(sheet: str, header: Header, agencies: AgencyDirectory) -> tuple[str, str] | None:
    """The name of the agency of a sheet, and the text that says it; None where nothing does, or not
    all say the same.
    """
    place = next(iter(header.places.values()), None)
    said = list(_labelled(place.lines_above if place else ()))
    match = AROUND.match(visible_text(sheet))
    names = [sheet, *([match["name"]] if match else [])]
    by_name = next((one for one in names if agencies.knows(one)), None)
    texts = [*said, *([by_name] if by_name else [])]
    codes = {code for text in texts if (code := _code(text, agencies))}
    if len(codes) != 1 or not all(_code(text, agencies) for text in texts):
        return None
    return agencies.written(codes.pop()), said[0] if said else sheet


def _labelled(lines: Sequence[str]) -> list[str]:
    """What stands behind OPD: in a line, or in the next one where nothing does."""
    found = []
    for number, line in enumerate(lines):
        if match := LABEL.fullmatch(line):
            further = (line.lstrip(":= ") for line in lines[number + 1 : number + 3])
            found.append((match["name"] or "").strip() or next(filter(None, further), ""))
    return [name for name in found if name]


def _code(text: str, agencies: AgencyDirectory) -> str | None:
    return (
        agencies.resolve(text) if agencies.knows(text) and not agencies.is_ambiguous(text) else None
    )
