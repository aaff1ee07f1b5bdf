"""What a plan's workbook hides is left out, and counted."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from chassis.sheets.limits import DEFAULT
from chassis.sheets.refusal import FileRefused
from planner.workbook.judging import JudgedPlan, judge, read_for
from planner.workbook.mending import Mending
from tests.unit.planner.workbook.workbooks import HEADERS, Kept, agency_cells, item_cells, xlsx


def workbook(
    *, rows: tuple[int, ...] = (), columns: tuple[str, ...] = (), sheets: tuple[str, ...] = ()
) -> bytes:
    """Two sheets of three items each; in the first one rows and columns may be hidden."""
    cells = {
        "Satu": [list(HEADERS), *(item_cells(n) for n in (1, 2, 3))],
        "Dua": [list(HEADERS), *(item_cells(n) for n in (4, 5, 6))],
        "Perangkat Daerah": agency_cells(),
        "Pengantar": [["Rencana aksi tahun ini"]],
    }
    book = openpyxl.load_workbook(BytesIO(xlsx(cells)))
    for row in rows:
        book["Satu"].row_dimensions[row].hidden = True
    for letter in columns:
        book["Satu"].column_dimensions[letter].hidden = True
    for sheet in sheets:
        book[sheet].sheet_state = "hidden"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def told(judged: JudgedPlan) -> dict[str, tuple[str, str]]:
    return {one.code: (one.sheet, one.message.indonesian) for one in judged.notes}


def test_hidden_rows_and_sheets_are_left_out_and_counted() -> None:
    judged = Kept().judge(workbook(rows=(3,), sheets=("Dua",)))

    assert [one.code for one in judged.items] == ["RA-001", "RA-003"]
    assert not judged.refused
    assert "Dua" in told(judged)["sheet-hidden"][1]
    assert "4 baris" in told(judged)["sheet-hidden"][1]
    assert told(judged)["rows-hidden"][0] == "Satu"
    assert "Satu: 1 baris tersembunyi" in told(judged)["rows-hidden"][1]
    assert ": 3." in told(judged)["rows-hidden"][1]


def test_a_hidden_column_is_not_read_and_said() -> None:
    letter = openpyxl.utils.get_column_letter(HEADERS.index("Pagu (Rp)") + 1)
    judged = Kept().judge(workbook(columns=(letter,)))

    assert letter in told(judged)["columns-hidden"][1]
    assert [one.draft.budget for one in judged.items if one.draft] == [0, 0, 0] + [
        1_250_000_000
    ] * 3


def test_a_file_whose_plan_is_hidden_says_so() -> None:
    with pytest.raises(FileRefused) as refused:
        Kept().judge(workbook(sheets=("Satu", "Dua", "Perangkat Daerah")))

    assert [fault.code for fault in refused.value.faults] == ["table-hidden"]


def test_a_cell_repaired_on_the_page_counts_beside_hidden_rows() -> None:
    cells: dict[str, Any] = {"Satu": {"S2": "Rp 5 juta"}}
    file = read_for(workbook(rows=(3,)), DEFAULT, {}, "kukar", Mending(cells))
    judged = judge(file, agencies={}, items={}, region="kukar", partial=False)

    assert judged.items[0].draft is not None
    assert judged.items[0].draft.budget == 5_000_000
