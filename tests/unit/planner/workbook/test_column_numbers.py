"""Rows below a header that number its columns."""

from typing import Any

import pytest

from tests.unit.planner.workbook.workbooks import HEADERS, Kept, clean, xlsx
from tests.unit.tracker.reporting.report_files import DAY, field, note_codes
from tests.unit.tracker.reporting.report_files import HEADERS as OF_REPORTS
from tracker.reporting.workbook import read_reports

ROMAN = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI XXII XXIII"
ROWS = [
    [chr(97 + n) for n in range(len(HEADERS))],
    [f"({chr(65 + n)})" for n in range(len(HEADERS))],
    ROMAN.split(),
    [*map(str, range(1, 22)), "22=20+21", "23=(22/20)x100"],
]


@pytest.mark.parametrize("numbers", ROWS)
def test_a_row_that_numbers_the_columns_is_no_item(numbers: list[Any]) -> None:
    sheets = clean(2)
    sheets["Rencana Aksi"].insert(3, numbers)
    result = Kept().judge(xlsx(sheets))
    assert [one.code for one in result.items] == ["RA-001", "RA-002"]
    assert not result.refused
    assert "column-numbers" in [one.code for one in result.notes]


@pytest.mark.parametrize("numbers", ROWS)
def test_a_row_that_numbers_the_columns_is_no_report(numbers: list[Any]) -> None:
    width = len(OF_REPORTS)
    rows = [OF_REPORTS, numbers[:width], ["RA-1", DAY, 45, 9_000_000, "hujan"]]
    file = read_reports(xlsx({"Laporan": rows}))
    assert field(file, "item_id") == ["RA-1"]
    assert "column-numbers" in note_codes(file)
