"""Columns with data and without a header are said, of plans and of reports."""

from typing import Any

from tests.unit.planner.workbook.workbooks import Kept, agency_cells, plan_cells, xlsx
from tests.unit.tracker.reporting.report_files import DAY, HEADERS, note_codes
from tracker.reporting.workbook import read_reports


def test_a_column_of_a_plan_that_has_data_and_no_header_is_said() -> None:
    rows = plan_cells(2)
    rows[3].append("catatan lama")
    rows[4] += ["", 7]
    result = Kept().judge(xlsx({"Rencana Aksi": rows, "Perangkat Daerah": agency_cells()}))
    (told,) = [one.message.indonesian for one in result.notes if one.code == "columns-unnamed"]
    assert told.startswith("2 kolom")
    assert "X, Y" in told


def test_columns_with_a_header_or_without_data_are_not() -> None:
    rows = plan_cells(2)
    rows[0] += [""] * 30 + ["Lampiran"]
    result = Kept().judge(xlsx({"Rencana Aksi": rows, "Perangkat Daerah": agency_cells()}))
    assert "columns-unnamed" not in [one.code for one in result.notes]


def test_a_column_of_reports_that_has_data_and_no_header_is_said() -> None:
    rows: list[list[Any]] = [HEADERS, ["RA-1", DAY, 45, 9_000_000, "hujan", "rahasia"]]
    assert "columns-unnamed" in note_codes(read_reports(xlsx({"Laporan": rows})))
    assert "columns-unnamed" not in note_codes(
        read_reports(xlsx({"Laporan": [HEADERS, rows[1][:5]]}))
    )
