"""A plan and reports in an HTML page that is named .xls."""

from datetime import date
from html import escape
from typing import Any

from tests.unit.planner.workbook.workbooks import Cells, Kept, clean, counts, plan_cells, xlsx
from tests.unit.tracker.reporting.report_files import DAY, HEADERS, faults, field
from tracker.reporting.workbook import read_reports


def html(rows: Cells) -> bytes:
    def cell(value: Any) -> str:
        text = value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)
        return f"<td>{escape(text)}</td>"

    lines = "".join(f"<tr>{''.join(map(cell, cells))}</tr>" for cells in rows)
    return f"<html><head><meta charset='utf-8'></head><body><table>{lines}</table>".encode()


def test_a_plan_in_a_page_is_that_of_a_workbook() -> None:
    store = Kept()
    store.take(xlsx(clean(5)))
    assert counts(store.judge(html(plan_cells(5)))) == (0, 0, 5, 0)


def test_reports_in_a_page_are_those_of_a_workbook() -> None:
    file = read_reports(html([HEADERS, ["RA-1", DAY, "45,5", "9.000.000", "hujan"]]))
    assert faults(file) == []
    assert field(file, "physical_percent") == [45.5]
    assert field(file, "budget_realised") == [9_000_000]
