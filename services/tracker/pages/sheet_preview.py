"""What a page shows of a spreadsheet of reports before they are recorded. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.sheets.cell import shown
from chassis.sheets.entry import CellFault
from chassis.sheets.key import header_key
from chassis.sheets.note import Note
from chassis.text import Text
from chassis.web.figures import day
from tracker.pages.outlook import warnings
from tracker.plausibility.drafts import Marks
from tracker.plausibility.mark import PlausibilityMark, PlausibilityRule
from tracker.plausibility.wording import NAMES
from tracker.report_sheets.judging import NEW, REFUSED, UNCHANGED, JudgedRow, JudgedSheet
from tracker.reporting.found_table import FOR_EVERY_ROW, FoundTable
from tracker.reporting.report_columns import REPORTS
from tracker.status.progress import Mark

ROWS_MOST, REFUSED_MOST, NOTES_MOST = 100, 50, 100
"""Of each kind on a page; how many more there are is said."""
UNUSED, YEAR = "-", "year"
TO_CHECK = frozenset(
    {
        *("read-as-cumulative", "periods-as-last-day", "percent-of-budget", "scaled-by-header"),
        *("scaled-by-title", "days-month-first"),
        *("percent-as-fraction", "column-instead", "sheet-ignored"),
        *("sheet-hidden", "rows-hidden", "columns-hidden", "table-incomplete"),
    }
)
"""Codes of notes on which figures and days depend: they are shown before the rows."""
MEANINGS = {**{column.field: column.field for column in REPORTS.columns}, UNUSED: ""}
"""What a header is said to mean; nothing where it is not used."""
SAID_OF_A_SHEET = frozenset({*FOR_EVERY_ROW, YEAR})
TEXT_MOST = 100
NO_MARKS: Marks = {}
Named = tuple[str, tuple[str, ...], str]
"""A header, samples of its cells, and what it is said to mean so far."""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row that can be read: its item's title, what it says, what is unusual about it, and the
    marks that it will get.
    """

    where: str
    code: str
    title: str
    body: Any
    """The content of its report."""
    latest: Mark | None
    """What was reported on the item last, of a new report."""
    warnings: Sequence[Text]
    marks: Sequence[PlausibilityMark] = ()


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """A cell that is refused, what is in it, and whose row it is."""

    fault: CellFault
    value: str
    whose: str


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table, and what is asked about its columns and rows."""

    table: FoundTable
    unnamed: Sequence[Named]
    """Columns that are not known."""
    named: Sequence[Named]
    """Columns that somebody named."""
    free: Sequence[str]
    """Fields that have no column yet."""
    asked: Sequence[tuple[str, str]]
    """Fields that may be said for every row, and what was said."""
    near: Mapping[str, str | None]
    """By header of a column that is not known the field that it most likely is."""

    @property
    def is_urgent(self) -> bool:
        """Whether rows wait for an answer."""
        said = self.table.said.get(YEAR)
        return bool(self.table.missing) or (self.table.without_year and not said)


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """A spreadsheet as it is shown; of long lists the first, and how many more there are."""

    counts: Mapping[str, int]
    new: Sequence[ShownRow]
    """Those that will be marked first, then those with warnings."""
    new_more: int
    warned: int
    marked: int
    """How many of all new rows will be marked, and by which rules."""
    marked_by: Sequence[tuple[Text, int]]
    unchanged: Sequence[ShownRow]
    refused: Sequence[RefusedCell]
    refused_more: int
    tables: Sequence[ShownTable]
    to_check: Sequence[Note]
    """How the file was read, where figures and days depend on it."""
    fingerprint: str


def preview_of(
    sheet: JudgedSheet, names: Mapping[str, str], marks: Marks = NO_MARKS
) -> SheetPreview:
    """What is shown of a file; `names`: the fields of headers that were named; `marks`: those that
    its reports will get.
    """
    new = [_shown(row, marks) for row in sheet.rows if row.becomes == NEW]
    new.sort(key=lambda row: (not row.marks, not row.warnings))
    rules = Counter(mark.rule for row in new for mark in row.marks)
    refused = [_cell(row, fault) for row in sheet.rows for fault in row.faults]
    return SheetPreview(
        counts=sheet.counts,
        new=new[:ROWS_MOST],
        new_more=max(0, len(new) - ROWS_MOST),
        warned=sum(1 for row in new if row.warnings),
        marked=sum(1 for row in new if row.marks),
        marked_by=[(NAMES[rule], number) for rule, number in rules.most_common()],
        unchanged=[_shown(row) for row in sheet.rows if row.becomes == UNCHANGED][:ROWS_MOST],
        refused=refused[:REFUSED_MOST],
        refused_more=max(0, len(refused) - REFUSED_MOST),
        tables=_tables(sheet.tables, names),
        to_check=[note for note in sheet.notes if note.code in TO_CHECK][:NOTES_MOST],
        fingerprint=sheet.fingerprint,
    )


def _shown(row: JudgedRow, marks: Marks = NO_MARKS) -> ShownRow:
    body = row.report.content if row.report else None
    item = row.item
    found: list[Text] = []
    own = marks.get(row.report.report_id, ()) if row.report else ()
    latest = item.progress.latest if item and row.becomes == NEW else None
    if item is not None and body is not None and row.becomes == NEW:
        falls = PlausibilityRule.FALLING not in {mark.rule for mark in own}
        found = warnings(item, body, lacks_evidence=False, falls=falls)
        if latest and body.as_of < latest.as_of:
            found.append(_older(latest.as_of))
    code = str(row.entry.fields.get("item_id", ""))
    title = item.plan.title if item else ""
    return ShownRow(row.entry.where, code, title, body, latest, found, own)


def _older(latest: Any) -> Text:
    return Text(
        f"Lebih lama dari laporan terakhir, {day(latest, 'id')}: angka terakhir tetap.",
        f"Older than the last report, {day(latest, 'en')}: the latest figures stay.",
    )


def _cell(row: JudgedRow, fault: CellFault) -> RefusedCell:
    code = str(row.entry.fields.get("item_id", ""))
    title = row.item.plan.title if row.item and row.becomes == REFUSED else ""
    whose = " · ".join(filter(None, (code[:64], title)))
    return RefusedCell(fault, shown(fault.value), whose)


def _tables(tables: Sequence[FoundTable], names: Mapping[str, str]) -> list[ShownTable]:
    """The same header of further sheets is not asked for again."""
    seen: set[str] = set()
    found = []
    for table in tables:
        fresh = [one for one in table.unknown if header_key(one[0]) not in seen]
        known = [(text, (), name) for text, name in table.known if header_key(text) in names]
        seen |= {header_key(text) for text, _ in fresh}
        unnamed = [(t, s, "") for t, s in fresh if header_key(t) not in names]
        left = [(t, s, UNUSED) for t, s in fresh if header_key(t) in names]
        placed = {name for _, name in table.known}
        free = [column.field for column in REPORTS.columns if column.field not in placed]
        near = {text: REPORTS.nearest(text, free) for text, _ in fresh}
        found.append(ShownTable(table, unnamed, [*known, *left], free, _asked(table), near))
    return found


def _asked(table: FoundTable) -> list[tuple[str, str]]:
    lacking = [name for name in FOR_EVERY_ROW if name in table.missing or table.said.get(name, "")]
    years = [YEAR] if table.without_year else []
    return [(name, table.said.get(name, "")) for name in (*lacking, *years)]


def meanings_of(chosen: Mapping[str, str], shown_as: Mapping[str, str]) -> dict[str, str]:
    """Field by header of what was chosen anew, "" where a header means nothing."""
    return {
        header: MEANINGS[word]
        for header, word in chosen.items()
        if word in MEANINGS and word != shown_as.get(header, "")
    }


def said_of(said: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Text by sheet and field of what was said for every row, by `sheet!field`."""
    places = ((*place.rpartition("!")[::2], text[:TEXT_MOST]) for place, text in said.items())
    return {(sheet, name): text for sheet, name, text in places if name in SAID_OF_A_SHEET}


def of_kind(fields: Mapping[str, str], kind: str) -> dict[str, str]:
    """The fields whose names begin so, by the rest of their names."""
    return {name.removeprefix(kind): t for name, t in fields.items() if name.startswith(kind)}
