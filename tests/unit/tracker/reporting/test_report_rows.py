"""Rows of a spreadsheet as reports."""

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from contracts.account import Account, Role
from tests.unit.tracker.plans import NOON
from tracker.reporting.report import Report
from tracker.reporting.report_rows import ReportRow, refuse_rivals, report_of

OFFICER = Account(username="petugas", role=Role.OFFICER, region="kukar", agency="DINKES")


def a_row(number: int = 4, **fields: Any) -> ReportRow:
    said = {"item_id": "KKR-1", "as_of": date(2026, 5, 31), "physical_percent": 40.0, **fields}
    where = f"Laporan baris {number}"
    return cast("ReportRow", SimpleNamespace(fields=said, faults=[], where=where))


def report(**fields: Any) -> Report:
    return report_of(a_row(**fields), OFFICER, "DINKES", NOON)


def test_ids_of_rows_outlive_a_release() -> None:
    """The same sheet again counts once, also after an upgrade."""
    assert report(budget_realised=5).report_id == "lembar-3bbc524d08c68e60d6368f261d06cf9d"
    assert report(budget_realised=0).report_id == "lembar-cf10a1589b77f1427b8513d58c63b093"
    assert report().former_id == "lembar-cf10a1589b77f1427b8513d58c63b093"
    assert report(budget_realised=5).former_id is None


def test_an_empty_money_cell_is_not_zero() -> None:
    assert report().content.budget_realised is None
    assert report().report_id != report(budget_realised=0).report_id


def test_two_rows_that_differ_about_one_item_and_day_are_refused_with_both_places() -> None:
    rows = [a_row(4), a_row(9, physical_percent=50.0), a_row(10, item_id="KKR-2")]
    refuse_rivals(rows)
    assert [[fault.code for fault in row.faults] for row in rows] == [
        ["reported-twice"],
        ["reported-twice"],
        [],
    ]
    assert "baris 4" in rows[0].faults[0].message.indonesian
    assert "baris 9" in rows[0].faults[0].message.indonesian


def test_the_same_row_twice_says_nothing_new() -> None:
    rows = [a_row(4), a_row(9)]
    refuse_rivals(rows)
    assert not any(row.faults for row in rows)


def test_one_item_on_two_days_is_two_reports() -> None:
    rows = [a_row(4), a_row(9, as_of=date(2026, 4, 30), physical_percent=30.0)]
    refuse_rivals(rows)
    assert not any(row.faults for row in rows)
