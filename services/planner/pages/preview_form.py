"""The form below a preview of the plan: what it asks for, and what is read from it. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from chassis.sheets.key import header_key
from contracts.wording import SMART_PILLARS as PILLARS
from planner.workbook.columns import PLAN
from planner.workbook.found_table import FoundTable
from planner.workbook.mending import (
    FOR_EVERY_ROW,
    OF_YEAR,
    TEXT_MOST,
    WHOLE_PERIODS,
    place_of,
)
from planner.workbook.words import PILLARS as PILLAR_WORDS

UNUSED = "-"
MEANINGS = {**{column.field: column.field for column in PLAN.columns}, UNUSED: ""}
"""What a header is said to mean; nothing where it is not used."""
SAID_OF_A_SHEET = frozenset({*FOR_EVERY_ROW, WHOLE_PERIODS, OF_YEAR})


def repairs_of(
    typed: Mapping[str, str],
    were: Mapping[str, str],
    chosen: Mapping[str, str],
    alike: Mapping[str, str],
) -> dict[tuple[str, str], str]:
    """Text by sheet and cell of what was typed anew, by `sheet!cell`, or `chosen` where nothing was
    typed; a text that is also for the cells `alike`, for those of them that have no other.
    """
    anew = {place: text for place, text in chosen.items() if text}
    anew |= {place: text for place, text in typed.items() if text != were.get(place, "")}
    anew = {place: text[:TEXT_MOST] for place, text in anew.items()}
    cells: dict[tuple[str, str], str] = {}
    for place, text in anew.items():
        sheet, _, address = place.rpartition("!")
        others = (one for one in alike.get(place, "").split() if f"{sheet}!{one}" not in anew)
        for cell in (address, *others):
            if place_of(cell) is not None:
                cells[sheet, cell] = text
    return cells


def _asked(table: FoundTable) -> list[tuple[str, str]]:
    """What may be said for every row: field, and what was said, or what the sheet's name says."""
    said = dict(table.said)
    lacking = {*table.missing, *said, *(("start", "due") if table.without_days else ())}
    pillar = PILLAR_WORDS.get(header_key(table.sheet))
    proposed = {"pillar": PILLARS[pillar]} if pillar else {}
    return [
        (name, said.get(name) or proposed.get(name, ""))
        for name in FOR_EVERY_ROW
        if name in lacking
    ]


def of_kind(fields: Mapping[str, str], kind: str) -> dict[str, str]:
    """The fields whose names begin so, by the rest of their names."""
    return {name.removeprefix(kind): t for name, t in fields.items() if name.startswith(kind)}


def meanings_of(chosen: Mapping[str, str], shown: Mapping[str, str]) -> dict[str, str]:
    """Field by header of what was chosen anew, "" where a header means nothing: what somebody else
    has named since the page was shown, and was left as it was, is theirs.
    """
    return {
        header: MEANINGS[word]
        for header, word in chosen.items()
        if word in MEANINGS and word != shown.get(header, "")
    }


def said_of(said: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Text by sheet and field of what was said for every row, by `sheet!field`."""
    places = ((*place.rpartition("!")[::2], text[:TEXT_MOST]) for place, text in said.items())
    return {(sheet, name): text for sheet, name, text in places if name in SAID_OF_A_SHEET}


def columns_of(tables: Sequence[FoundTable], named: Mapping[str, str]) -> list[dict[str, Any]]:
    """The tables for the page. Columns, as header and field, that nobody has named yet are asked
    for, those that somebody named can be named otherwise; the same header of further sheets is not
    asked for again.
    """
    seen: set[str] = set()

    def new(columns: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        fresh = [one for one in columns if header_key(one[0]) not in seen]
        seen.update(header_key(header) for header, _ in fresh)
        return fresh

    answered: set[tuple[str, str]] = set()

    def is_first(sheet: str, name: str) -> bool:
        """Whether it is asked for the first time: one answer holds for all tables of a sheet."""
        is_new = (sheet, name) not in answered
        answered.add((sheet, name))
        return is_new

    shown = []
    for table in tables:
        placed = {name for _, name in table.known}
        periods = table.periods
        if periods is not None and not is_first(table.sheet, WHOLE_PERIODS):
            periods = None
        unknown = [(one, UNUSED if header_key(one) in named else "") for one in table.unknown]
        shown.append(
            {
                "sheet": table.sheet,
                "row": table.row,
                "unnamed": new([one for one in unknown if header_key(one[0]) not in named]),
                "named": new(
                    [one for one in (*table.known, *unknown) if header_key(one[0]) in named]
                ),
                "missing": table.missing,
                "asked": [one for one in _asked(table) if is_first(table.sheet, one[0])],
                "known": table.known,
                "periods": periods,
                "without_year": any(one.without_year for one in tables if one.sheet == table.sheet),
                "headings": table.headings,
                "free": (free := [c.field for c in PLAN.columns if c.field not in placed]),
                "near": {one: PLAN.nearest(one, free) for one in table.unknown},
            }
        )
    return shown
