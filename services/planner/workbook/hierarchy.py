"""Rows above the items of a plan that are none themselves: urusan, program, kegiatan. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chassis.sheets.cell import Cell, has_no_value, one_line, shown
from chassis.sheets.column_rivals import cell_of
from chassis.sheets.header_row import Header
from chassis.sheets.note import Note, note
from chassis.sheets.rows import RowKind, SheetRow
from planner.workbook.sections import LONGEST, NUMBER, NUMBERED, pillar_in

OF_AN_ITEM = ("start", "due", "period")
"""Only items have days; where no column gives them, only items have all of these:"""
INSTEAD = ("pillar", "agency")
INHERITED = ("pillar", "agency")
SEPARATORS = ". -/"
LEVELS = ("urusan", "bidang", "program", "kegiatan", "sub kegiatan", "subkegiatan")
NAMED_MOST = 12


@dataclass(slots=True)
class Levels:
    """The rows of a table that are items, and what is said of the others."""

    items: list[SheetRow]
    notes: list[Note] = field(default_factory=list)


def is_below(code: str, above: str) -> bool:
    """Whether a code stands below another one: 2.16.02 below 2.16, and not 2.160."""
    bare = above.rstrip(SEPARATORS)
    return len(code) > len(bare) and code.startswith(bare) and code[len(bare)] in SEPARATORS


def without_parents(
    sheet: str, header: Header, rows: Sequence[SheetRow], is_agency: Callable[[str], bool]
) -> Levels:
    """The entries among `rows` without those that only stand above others, whose pillar and agency
    they have where they name none; `is_agency`: whether a text names an agency.
    """
    entries = [row for row in rows if row.kind is RowKind.ENTRY]
    parents = {row.number: code for row, code in _parents(header, entries)}
    items = [row for row in entries if row.number not in parents]
    found = Levels(items)
    offices = {row.number: is_agency(text) for row, text in _headings(rows)}
    may_inherit = parents or any(offices.values())
    filled = _inherit(header, rows, parents, offices) if may_inherit else {}
    if parents:
        named = [row.text for row in entries if row.number in parents]
        listed = "; ".join([*named[:NAMED_MOST], *(["…"] if len(named) > NAMED_MOST else [])])
        found.notes.append(note("rows-above", sheet, count=len(parents), named=listed))
    for name, count in filled.items():
        facts = {"column_name": header.table.header(name), "count": count}
        found.notes.append(note("from-row-above", sheet, **facts))
    return found


def _parents(header: Header, entries: Sequence[SheetRow]) -> Iterator[tuple[SheetRow, str]]:
    """The entries that stand above others, each with its code: those without days, and those with
    the beginning of the next one's code that have no pillar either.
    """
    names = [name for name in OF_AN_ITEM if name in header.places] or INSTEAD
    own = [header.places[name] for name in names if name in header.places]
    place = header.places.get("item_id")
    if place is None or not own:
        return
    blank = [all(has_no_value(cell_of(row, at)) for at in own) for row in entries]
    pillar = header.places.get("pillar")
    lacking = [
        is_blank or (pillar is not None and has_no_value(cell_of(row, pillar)))
        for row, is_blank in zip(entries, blank, strict=True)
    ]
    if not any(lacking):
        return
    codes = [shown(cell_of(row, place)) for row in entries]
    counts = any(
        NUMBER.fullmatch(code) for code, is_blank in zip(codes, blank, strict=True) if not is_blank
    )
    for number, row in enumerate(entries[:-1]):
        code, below = codes[number], codes[number + 1]
        if not blank[number]:
            if lacking[number] and code and is_below(below, code):
                yield row, code
            continue
        is_heading = not counts and bool(NUMBER.fullmatch(code)) and _heads(header, row)
        if is_below(below, code) if code and not is_heading else bool(below) or is_heading:
            yield row, code


def _heads(header: Header, row: SheetRow) -> bool:
    """Whether a row has nothing but a number, a title and amounts."""
    may_be = {"item_id", "title", *header.table.amounts}
    return all(
        has_no_value(cell_of(row, at)) for name, at in header.places.items() if name not in may_be
    )


def _inherit(
    header: Header,
    rows: Sequence[SheetRow],
    parents: dict[int, str],
    offices: Mapping[int, bool],
) -> dict[str, int]:
    """Fill what an item does not name from the nearest row above it; how often, by field."""
    places = {name: header.places[name] for name in INHERITED if name in header.places}
    code_at = header.places.get("item_id")
    above: list[tuple[str, dict[str, Cell]]] = []
    office: Cell = None
    filled: dict[str, int] = {}
    for row in rows:
        if row.number in offices:
            office = heading_of(row) if offices[row.number] else None
        if row.kind is not RowKind.ENTRY:
            continue
        code = shown(cell_of(row, code_at)) if code_at else ""
        above = [one for one in above if not one[0] or is_below(code, one[0])]
        if row.number in parents:
            above = above if code else []
            told = {name: cell_of(row, at) for name, at in places.items()}
            above.append((code, told))
            continue
        for name, place in places.items():
            if has_no_value(cell_of(row, place)):
                value = _nearest(above, name) or (office if name == "agency" else None)
                if value is not None:
                    row.cells.extend([None] * (place.column + 1 - len(row.cells)))
                    row.cells[place.column] = value
                    filled[name] = filled.get(name, 0) + 1
    return filled


def _headings(rows: Sequence[SheetRow]) -> Iterator[tuple[SheetRow, str]]:
    """The rows that may head the rows of one agency."""
    for row in rows:
        if row.kind is RowKind.REMARK:
            text = heading_of(row)
            if text is not None and not _is_level(text):
                yield row, text


def _nearest(above: Sequence[tuple[str, dict[str, Cell]]], name: str) -> Cell:
    return next((told[name] for _, told in reversed(above) if not has_no_value(told[name])), None)


def heading_of(row: SheetRow) -> str | None:
    """The one text of a row that has no other, without its number."""
    texts = {
        one_line(cell)
        for cell in row.cells
        if isinstance(cell, str) and cell and not NUMBER.fullmatch(cell.strip())
    } - {""}
    if len(texts) != 1 or len(text := texts.pop()) > LONGEST:
        return None
    match = NUMBERED.fullmatch(text)
    return match["words"] if match else text


def _is_level(text: str) -> bool:
    """Whether a heading is one of a programme or a pillar, below which its office goes on."""
    return text.casefold().startswith(LEVELS) or pillar_in(text) is not None
