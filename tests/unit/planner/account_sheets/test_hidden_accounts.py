"""What a workbook of accounts hides is left out and counted."""

import io
from typing import Any

import openpyxl
import pytest

from chassis.files.sent_workbook import left_out
from chassis.sheets.refusal import FileRefused
from tests.unit.planner.account_sheets.test_account_file import HEADERS, read_of

ROWS: list[list[Any]] = [
    HEADERS,
    ["ani", "verifier", "DINKES", None, "kukar"],
    ["budi", "verifier", "DINKES", None, "kukar"],
]


def book(*, row: int | None = None, column: str | None = None, sheet: str | None = None) -> bytes:
    """A sheet of accounts and one of the last year's, with something hidden."""
    made = openpyxl.Workbook()
    first = made.worksheets[0]
    first.title = "Akun"
    last = made.create_sheet("Lama")
    choices = made.create_sheet("Pilihan")
    choices.append(["Peran"])
    choices.sheet_state = "hidden"
    for cells in ROWS:
        first.append(cells)
    last.append(HEADERS)
    last.append(["cici", "verifier", "DINKES", None, "kukar"])
    if row:
        first.row_dimensions[row].hidden = True
    if column:
        first.column_dimensions[column].hidden = True
    if sheet:
        made[sheet].sheet_state = "hidden"
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def names(data: bytes) -> list[Any]:
    return [one.fields.get("username") for one in read_of(data).entries]


def told(data: bytes) -> list[str]:
    return [one.code for one in left_out(read_of(data).notes)]


def test_nothing_is_left_out_where_only_the_choices_are_hidden() -> None:
    assert names(book()) == ["ani", "budi", "cici"]
    assert told(book()) == []


def test_hidden_rows_sheets_and_columns_are_left_out_and_counted() -> None:
    assert names(book(row=3)) == ["ani", "cici"]
    assert told(book(row=3)) == ["rows-hidden"]
    assert names(book(sheet="Lama")) == ["ani", "budi"]
    assert told(book(sheet="Lama")) == ["sheet-hidden"]
    assert told(book(column="D")) == ["columns-hidden"]


def test_a_file_with_nothing_else_says_that_it_is_hidden() -> None:
    made = openpyxl.load_workbook(io.BytesIO(book(sheet="Lama")))
    made["Akun"].column_dimensions["A"].hidden = True
    made["Akun"].column_dimensions["B"].hidden = True
    file = io.BytesIO()
    made.save(file)
    with pytest.raises(FileRefused, match="table-hidden"):
        read_of(file.getvalue())
