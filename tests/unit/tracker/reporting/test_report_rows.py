"""Rows of a spreadsheet as reports."""

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.sheets.cell import Cell
from chassis.sheets.header_row import find_header
from chassis.sheets.rows import rows_below
from chassis.sheets.workbook import Sheet
from contracts.account import Account, Role
from tests.unit.tracker.plans import NOON, a_plan
from tracker.items.item import Item
from tracker.reporting.obstacle_categories import read_categories
from tracker.reporting.refusals import refusals
from tracker.reporting.report import Report
from tracker.reporting.report_cells import ReportCells
from tracker.reporting.report_columns import REPORTS
from tracker.reporting.report_rows import ReportRow, in_rupiah, refuse_rivals, report_of, with_code

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


def test_money_in_percent_is_that_part_of_the_budget() -> None:
    row = a_row(budget_percent=42.5)
    in_rupiah(row, Item(a_plan(budget=1_000_000)))
    assert row.fields["budget_realised"] == 425_000
    assert report_of(row, OFFICER, "DINKES", NOON).content.budget_realised == 425_000


def test_money_in_percent_of_no_known_budget_is_refused() -> None:
    for item in (None, Item(a_plan(budget=0))):
        row = a_row(budget_percent=42.5)
        in_rupiah(row, item)
        assert [fault.code for fault in row.faults] == ["budget-not-known"]
        assert "budget_realised" not in row.fields


def test_a_category_of_the_list_is_its_code_and_own_words_stay() -> None:
    for written, kept in (
        ("Cuaca dan bencana", "cuaca"),
        ("WEATHER AND DISASTERS", "cuaca"),
        ("pengadaan", "pengadaan"),
        ("Banjir bandang", "Banjir bandang"),
    ):
        fields = {"obstacle_category": written}
        with_code(fields, read_categories())
        assert fields["obstacle_category"] == kept


@pytest.mark.parametrize(
    "percent", [1e308, 1e30, float("inf"), float("nan"), -1e308, -0.5, 1_001.0]
)
def test_a_percentage_of_the_budget_out_of_all_bounds_is_refused_before_it_is_multiplied(
    percent: float,
) -> None:
    row = a_row(budget_percent=percent)
    in_rupiah(row, Item(a_plan(budget=10**15)))
    assert [fault.code for fault in row.faults] == ["percent-out-of-range"]
    assert "budget_realised" not in row.fields


FIGURES = st.one_of(
    st.floats(),
    st.integers(-(10**400), 10**400),
    st.sampled_from([1e308, -1e308, 1e30, "1e308", "9" * 30, "-" + "9" * 30, "1.000" * 9, "inf"]),
)


@settings(max_examples=200)
@given(FIGURES, FIGURES, FIGURES, st.sampled_from(["Rp", "%", "juta", "miliar"]))
def test_whatever_the_figures_of_a_row_it_is_a_report_or_refused(
    percent: Any, money: Any, people: Any, unit: str
) -> None:
    headers = ["Kode", "Per Tanggal", "Fisik (%)", f"Realisasi ({unit})", "Penerima Manfaat"]
    cells: list[Cell] = ["KKR-1", date(2026, 5, 31), percent, money, people]
    sheet = Sheet("Laporan", [list(headers), cells])
    header = find_header(sheet, REPORTS)
    assert header
    rows = list(rows_below(sheet, header))
    item = Item(a_plan(item_id="KKR-1", budget=10**15))
    for row in [ReportCells("Laporan", header, rows, {}).entry(one) for one in rows]:
        in_rupiah(row, item)
        if not row.faults:
            refusals(report_of(row, OFFICER, "DINKES", NOON), item.plan, NOON)
