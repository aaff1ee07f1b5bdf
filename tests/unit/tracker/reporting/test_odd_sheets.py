"""Sheets of reports that may be read in more than one way: what is doubtful is asked back."""

from datetime import date
from typing import Any

import pytest

from tests.unit.chassis.sheets.files import Merge, Rows, ods, xls, xlsx
from tracker.reporting.workbook import ReportFile, read_reports

DAY = date(2026, 10, 31)
CODE, AS_OF, PERCENT, MONEY = "Kode", "Per Tanggal", "Fisik (%)", "Realisasi Keuangan (Rp)"
HEADERS = [CODE, AS_OF, PERCENT, MONEY, "Kendala"]


def faults(file: ReportFile) -> list[tuple[str, str | None]]:
    """Code and cell of each."""
    located = [entry.located(fault) for entry in file.entries for fault in entry.faults]
    return [(fault.fault.code, fault.cell) for fault in located]


def field(file: ReportFile, name: str) -> list[Any]:
    return [entry.fields.get(name) for entry in file.entries]


def note_codes(file: ReportFile) -> list[str]:
    return [note.code for note in file.notes]


@pytest.mark.parametrize("made", [xlsx, xls, ods])
@pytest.mark.parametrize(("column", "letter"), [(2, "C"), (3, "D")])
def test_an_amount_merged_over_several_items_is_asked_back(
    made: Any, column: int, letter: str
) -> None:
    rows: list[list[Any]] = [
        list(HEADERS),
        *(["RA-1", DAY, 45, 9_000_000, "hujan"] for _ in range(3)),
    ]
    for number, cells in enumerate(rows[1:], 1):
        cells[0] = f"RA-{number}"
        cells[column] = 30 if number == 1 else None
    file = read_reports(made(rows, [(1, column, 3, column)]))
    assert faults(file) == [("amount-merged", f"{letter}{row}") for row in (2, 3, 4)]
    told = file.entries[1].located(file.entries[1].faults[0])
    assert told.value == "30 ?"
    assert "Unmerge" in told.fault.message.indonesian


def test_an_amount_merged_over_several_months_of_an_item_is_asked_back() -> None:
    rows: Rows = [
        [CODE, "Bulan", PERCENT, MONEY],
        ["RA-1", "Januari 2026", 5, 300],
        [None, "Februari 2026", 10, None],
    ]
    merges: list[Merge] = [(1, 0, 2, 0), (1, 3, 2, 3)]
    file = read_reports(xlsx(rows, merges))
    assert field(file, "item_id") == ["RA-1", "RA-1"]
    assert faults(file) == [("amount-merged", "D2"), ("amount-merged", "D3")]


def test_texts_and_what_is_one_items_hold_for_each_of_its_rows() -> None:
    rows: Rows = [
        HEADERS,
        ["RA-1", DAY, 45, 900, "hujan"],
        [None, None, None, None, None],
        ["RA-2", DAY, 50, 100, None],
    ]
    merges: list[Merge] = [(1, column, 2, column) for column in range(4)] + [(1, 4, 3, 4)]
    file = read_reports(xlsx(rows, merges))
    assert faults(file) == []
    assert field(file, "budget_realised") == [900, 900, 100]
    assert field(file, "obstacle") == ["hujan"] * 3
