"""Reads a workbook of accounts into entries: its tables, and which of their rows count. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from chassis.sheets.cell import cell_address
from chassis.sheets.entry import Entry
from chassis.sheets.header_row import Header, find_header
from chassis.sheets.hidden import hidden_in
from chassis.sheets.limits import Limits
from chassis.sheets.note import Note, fewer, note
from chassis.sheets.refusal import FileRefused
from chassis.sheets.rows import RowKind, rows_below, sheet_ignored, sheet_incomplete
from chassis.sheets.visible import visible
from chassis.sheets.workbook import Sheet, read_sheets
from planner.account_sheets.account_rows import Fields, is_an_account, read_account
from planner.account_sheets.columns import ACCOUNTS
from planner.account_sheets.sender import Sender
from planner.refusal import plan_fault

ACCOUNTS_MOST = 500
"""Rows of one file: a regency has about 180 people. Each new account costs a password hash."""
CHOICES = "Pilihan"
"""The sheet of the template that has the words to choose from."""


@dataclass(slots=True)
class AccountFile:
    """The accounts in a workbook, row by row, not yet compared with what is stored."""

    entries: list[Entry[Fields]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def read_accounts(data: bytes, limits: Limits, sender: Sender) -> AccountFile:
    """The entries of a file, without what it hides. Raises FileRefused when it cannot be read, has
    no table of accounts, lacks a required column, or has more than `ACCOUNTS_MOST` accounts.
    """
    read = AccountFile()
    sheets = visible(read_sheets(data, limits), hidden_in(data, limits), read.notes)
    read.notes = [one for one in read.notes if one.sheet != CHOICES]
    for sheet, header in _tables(sheets, read.notes):
        read.notes += _about_columns(sheet.name, header)
        for row in rows_below(sheet, header):
            if is_an_account(row, header):
                read.entries.append(read_account(sheet.name, header, row, sender).slim())
            elif row.kind is not RowKind.BLANK:
                kind = RowKind.REMARK if row.kind is RowKind.ENTRY else row.kind
                read.notes.append(note(kind.value, sheet.name, row.number + 1, text=row.text))
        if len(read.entries) > ACCOUNTS_MOST:
            facts = {"count": len(read.entries), "limit": ACCOUNTS_MOST}
            raise FileRefused(plan_fault("too-many-accounts", "file", **facts))
    read.notes = fewer(read.notes)
    return read


def _tables(sheets: Sequence[Sheet], notes: list[Note]) -> list[tuple[Sheet, Header]]:
    is_hidden = bool(notes)
    complete: list[tuple[Sheet, Header]] = []
    incomplete: list[tuple[Sheet, Header]] = []
    for sheet in sheets:
        header = find_header(sheet, ACCOUNTS)
        if header is not None:
            (incomplete if header.missing else complete).append((sheet, header))
        elif any(sheet.rows) and sheet.name != CHOICES:
            notes.append(sheet_ignored(sheet))
    if not complete:
        raise _without_table(incomplete, is_hidden=is_hidden)
    for sheet, header in incomplete:
        columns = ", ".join(column.header for column in header.missing)
        notes.append(sheet_incomplete(sheet, header, columns))
    return complete


def _without_table(incomplete: Sequence[tuple[Sheet, Header]], *, is_hidden: bool) -> FileRefused:
    """The required columns that the best sheet lacks, or all where no sheet has two of them."""
    if not incomplete:
        columns = ", ".join(column.header for column in ACCOUNTS.required)
        return FileRefused.because("table-hidden" if is_hidden else "no-table", columns=columns)
    sheet, header = min(incomplete, key=lambda one: len(one[1].missing))
    facts = {"sheet": sheet.name, "header_row": header.last_row + 1}
    return FileRefused(
        *(plan_fault("column-missing", c.field, column=c.header, **facts) for c in header.missing)
    )


def _about_columns(name: str, header: Header) -> list[Note]:
    row = header.last_row
    unused = [
        note("column-ignored", name, row + 1, place.header, column_name=place.header)
        for place in header.unknown
    ]
    again = [
        note(
            "column-twice",
            name,
            row + 1,
            column_name=header.places[one].header,
            other=cell_address(row, place.column),
        )
        for one, place in header.again
    ]
    return [*unused, *again]
