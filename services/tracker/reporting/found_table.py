"""Which tables a file has, and which of their columns are understood. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chassis.sheets.cell import has_no_value, shown
from chassis.sheets.header_row import Header
from chassis.sheets.key import header_key
from chassis.sheets.likely_header import likely_header
from chassis.sheets.workbook import Sheet
from tracker.reporting.report_columns import BESIDE, REPORTS

SAMPLES = 3
SAMPLE_MOST = 60
"""Samples of a column that is not known, and the letters of each."""
FOR_EVERY_ROW = ("item_id", "as_of")
"""Required fields that may be the same in a whole sheet, such as the item of a monthly sheet."""


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table in a sheet: which of its columns are understood."""

    sheet: str
    row: int
    """The row of its header, from 1."""
    known: tuple[tuple[str, str], ...]
    """Header and field."""
    unknown: tuple[tuple[str, tuple[str, ...]], ...]
    """Header and samples of its cells."""
    missing: tuple[str, ...]
    """Fields of required columns that it lacks, and of which nothing was said."""
    said: Mapping[str, str] = field(default_factory=dict)
    without_year: bool = False
    """Whether a month names no year, or its year was said."""


def missing_of(header: Header, said: Mapping[str, str]) -> tuple[str, ...]:
    """The fields of required columns that a header lacks, and of which nothing was said."""
    return tuple(
        column.field
        for column in header.missing
        if not (column.field in FOR_EVERY_ROW and said.get(column.field))
    )


def found_table(
    sheet: Sheet, header: Header, said: Mapping[str, str], *, without_year: bool = False
) -> FoundTable:
    """The table below a header."""
    unknown = {
        place.header: place.column for place in header.unknown if BESIDE.isdisjoint(place.keys)
    }
    return FoundTable(
        sheet.name,
        header.last_row + 1,
        tuple((place.header, name) for name, place in header.places.items()),
        tuple((text, _samples(sheet, header.last_row, at)) for text, at in unknown.items()),
        missing_of(header, said),
        dict(said),
        without_year,
    )


def guessed_table(sheet: Sheet) -> FoundTable | None:
    """Of a sheet without a known header: the rows that look most like one, if there are any."""
    likely = likely_header(sheet)
    if likely is None:
        return None
    unknown = tuple(
        (text, _samples(sheet, likely.row, column))
        for column, text in likely.columns.items()
        if header_key(text) not in BESIDE
    )
    missing = tuple(column.field for column in REPORTS.required)
    return FoundTable(sheet.name, likely.row + 1, (), unknown, missing)


def _samples(sheet: Sheet, header_row: int, column: int) -> tuple[str, ...]:
    """The first different values below a header."""
    found: dict[str, None] = {}
    for cells in sheet.rows[header_row + 1 :]:
        cell = cells[column] if column < len(cells) else None
        if not has_no_value(cell):
            found[shown(cell)[:SAMPLE_MOST]] = None
        if len(found) == SAMPLES:
            break
    return tuple(found)
