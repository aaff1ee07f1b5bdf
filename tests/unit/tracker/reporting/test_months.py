"""Months in sheets of reports, and figures that may be each month's own."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt
from odf.number import DateStyle, Day, Month, Year
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style
from odf.table import Table, TableCell, TableRow
from odf.text import P

from chassis.http.problem import Fault
from chassis.text import Text
from tests.unit.chassis.sheets.files import Rows, delimited, xlsx
from tests.unit.tracker.reporting.report_files import (
    AS_OF,
    CODE,
    PERCENT,
    field,
    judged_alone,
    note_codes,
)
from tracker.report_sheets.judging import judged
from tracker.report_sheets.refused_rows import refused_reports
from tracker.reporting.column_meaning import MONEY as MONEY_FIELD
from tracker.reporting.workbook import Asked, ReportFile, read_reports

MONTHS = ["Januari 2026", "Februari 2026", "Maret 2026"]


def by_month(
    figures: Sequence[Any], day: str = "Bulan", money: str = "Realisasi Keuangan"
) -> list[list[Any]]:
    rows = [
        ["RA-1", month, 5 + n, one]
        for n, (month, one) in enumerate(zip(MONTHS, figures, strict=True))
    ]
    return [[CODE, day, "Akumulasi Fisik", money], *rows]


def doubts(file: ReportFile) -> list[tuple[int, str, str]]:
    """Row from 1, field and code of each."""
    return [
        (entry.number + 1, one.field, one.code) for entry in file.entries for one in entry.faults
    ]


FALLING = [(row, MONEY_FIELD, "monthly-doubtful") for row in (2, 3, 4)]


@pytest.mark.parametrize("day", ["Bulan", "Per Tanggal"])
@pytest.mark.parametrize("money", ["Realisasi Keuangan", "Realisasi Keuangan (%)"])
def test_figures_that_fall_from_month_to_month_are_doubted_wherever_the_months_stand(
    day: str, money: str
) -> None:
    names = {"akumulasifisik": "physical_percent"}
    file = read_reports(xlsx(by_month([90, 40, 60], day, money)), asked=Asked(names))
    assert doubts(file) == FALLING
    assert "read-as-cumulative" in note_codes(file)
    file = read_reports(xlsx(by_month([40, 60, 90], day, money)), asked=Asked(names))
    assert doubts(file) == []
    assert "read-as-cumulative" in note_codes(file)


@pytest.mark.parametrize("day", ["Bulan", "Per Tanggal"])
def test_the_doubt_holds_for_the_refused_rows_alone(day: str) -> None:
    asked = Asked({"akumulasifisik": "physical_percent"})
    rows = by_month([90, 40, 60], day)
    rows.append(["RA-2", "Januari 2026", 5, 10])
    data = refused_reports(judged_alone(read_reports(xlsx(rows), asked=asked)))
    again = read_reports(data, asked=asked)
    assert len(again.entries) == 3
    assert all(any(one.field == MONEY_FIELD for one in entry.faults) for entry in again.entries)
    filled = openpyxl.load_workbook(io.BytesIO(data))
    for row, figure in ((2, 90), (3, 40), (4, 60)):
        assert filled.active.cell(row, 4).value == f"{figure} ?"
        filled.active.cell(row, 4).value = figure
    out = io.BytesIO()
    filled.save(out)
    assert doubts(read_reports(out.getvalue(), asked=asked)) == FALLING, "unchanged figures"


def test_a_month_without_a_year_stays_a_month_in_the_returned_workbook() -> None:
    rows: Rows = [[CODE, AS_OF, PERCENT], ["RA-1", "Mei", 45], ["RA-2", "Juni", "kira-kira"]]
    asked = Asked(said={"Lembar 1": {"year": "2026"}})
    data = refused_reports(judged_alone(read_reports(xlsx(rows), asked=asked)))
    again = read_reports(data)
    assert field(again, "as_of") == [date(2026, 6, 30)]
    assert "read-as-cumulative" in note_codes(again)


@pytest.mark.parametrize("names", [["Jan", "Feb", "Mar"], ["TW I", "TW II", "TW III"]])
@pytest.mark.parametrize("has_column", [True, False])
def test_sheets_of_a_month_each_are_compared_with_each_other(
    names: list[str], has_column: bool
) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    said = {}
    for month, (name, money) in enumerate(zip(names, [90, 40, 60], strict=True), 1):
        page = book.create_sheet(name)
        page.append([CODE, *([AS_OF] if has_column else []), PERCENT, "Realisasi Keuangan"])
        page.append(["RA-1", *([f"28/{month}/2026"] if has_column else []), 5 * month, money])
        said[name] = {"as_of": f"28/{month}/2026"}
    out = io.BytesIO()
    book.save(out)
    file = read_reports(out.getvalue(), asked=Asked(said={} if has_column else said))
    assert doubts(file) == [(2, MONEY_FIELD, "monthly-doubtful")] * 3


def test_figures_of_this_month_that_fall_are_doubted() -> None:
    rows: list[list[Any]] = [[CODE, AS_OF, "Fisik bulan ini (%)"]]
    rows += [["RA-1", date(2026, month, 28), 50 - month] for month in (1, 2)]
    names = {"fisikbulaninipersen": "physical_percent", "fisikbulanini": "physical_percent"}
    file = read_reports(xlsx(rows), asked=Asked(names))
    assert doubts(file) == [(n, "physical_percent", "monthly-doubtful") for n in (2, 3)]
    assert "read-as-cumulative" in note_codes(file)


def dated_old(header: str, day: date, code: str) -> bytes:
    """As an .xls file."""
    book, out = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("Lembar 1")
    for column, cells in enumerate([(CODE, "RA-1"), (header, day), (PERCENT, 45)]):
        look = xlwt.easyxf(num_format_str=code if cells[1] == day else "General")
        for row, cell in enumerate(cells):
            sheet.write(row, column, cell, look)
    book.save(out)
    return out.getvalue()


def dated_open(header: str, day: date, code: str) -> bytes:
    """As an .ods file."""
    document = OpenDocumentSpreadsheet()
    look = DateStyle(name="N1")
    for part in [Day()] * ("d" in code) + [Month(style="long", textual=True), Year()]:
        look.addElement(part)
    document.automaticstyles.addElement(look)
    document.automaticstyles.addElement(Style(name="ce1", family="table-cell", datastylename="N1"))
    table = Table(name="Lembar 1")
    for cells in ((CODE, header, PERCENT), ("RA-1", day, 45)):
        row = TableRow()
        for cell in cells:
            if isinstance(cell, date):
                made = TableCell(valuetype="date", datevalue=cell.isoformat(), stylename="ce1")
            elif isinstance(cell, int):
                made = TableCell(valuetype="float", value=str(cell))
            else:
                made = TableCell(valuetype="string")
            made.addElement(P(text=str(cell)))
            row.addElement(made)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def dated(header: str, day: date, code: str) -> list[bytes]:
    """A report whose day is a date of this format, as .xlsx, .xls and .ods."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("Lembar 1")
        page.write_row(0, 0, [CODE, header, PERCENT])
        page.write_row(1, 0, ["RA-1", None, 45])
        page.write_datetime(1, 1, day, book.add_format({"num_format": code}))
    return [out.getvalue(), dated_old(header, day, code), dated_open(header, day, code)]


@pytest.mark.parametrize("header", [AS_OF, "Bulan"])
@pytest.mark.parametrize("code", ["mmm-yy", "mmmm yyyy", "mm/yyyy"])
def test_a_month_that_a_spreadsheet_made_a_date_is_the_month(header: str, code: str) -> None:
    for data in dated(header, date(2026, 10, 1), code):
        file = read_reports(data)
        assert field(file, "as_of") == [date(2026, 10, 31)]
        assert "periods-as-last-day" in note_codes(file)
        assert "read-as-cumulative" in note_codes(file)


@pytest.mark.parametrize(
    ("header", "day", "read"),
    [
        ("Bulan", date(2026, 10, 1), date(2026, 10, 31)),
        ("Periode", date(2026, 2, 1), date(2026, 2, 28)),
        ("Bulan", date(2026, 10, 15), date(2026, 10, 15)),
        (AS_OF, date(2026, 10, 1), date(2026, 10, 1)),
    ],
)
def test_the_first_of_a_month_in_a_column_of_months_is_the_month(
    header: str, day: date, read: date
) -> None:
    for data in (*dated(header, day, "dd/mm/yyyy"),):
        assert field(read_reports(data), "as_of") == [read]
    named = Asked({"blnpelaporan": "as_of"})
    for data in dated("Bln Pelaporan", date(2026, 10, 1), "dd/mm/yyyy"):
        assert field(read_reports(data, asked=named), "as_of") == [date(2026, 10, 31)]
    text = read_reports(delimited([[CODE, header, PERCENT], ["RA-1", day.isoformat(), 45]]))
    assert field(text, "as_of") == [read]


def test_a_month_of_a_refused_row_means_the_same_in_the_returned_workbook() -> None:
    for data in dated("Bulan", date(2026, 10, 1), "mmm-yy"):
        file = read_reports(data)
        file.entries[0].faults.append(Fault("note", "test", Text("uji", "test")))
        again = read_reports(refused_reports(judged(file, [])))
        assert field(again, "as_of") == [date(2026, 10, 31)]
        assert "read-as-cumulative" in note_codes(again)


def test_days_of_one_sheet_may_fall_though_it_is_named_after_a_month() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Oktober 2026"
    for cells in (
        [CODE, AS_OF, PERCENT],
        ["RA-1", "13 Oktober 2026", 45],
        ["RA-1", "20 Oktober 2026", 40],
    ):
        book.active.append(cells)
    out = io.BytesIO()
    book.save(out)
    file = read_reports(out.getvalue())
    assert doubts(file) == []
    assert "read-as-cumulative" in note_codes(file)


@pytest.mark.parametrize(
    ("before", "now", "doubtful"),
    [(40, 45, False), (40, 5, True), (None, 5, False), ("?", 5, False), ("40%", "5%", True)],
)
def test_a_figure_of_this_month_below_that_of_the_last_may_be_its_own(
    before: Any, now: Any, doubtful: bool
) -> None:
    rows: Rows = [
        [CODE, AS_OF, "Fisik (%)", None, "Realisasi Keuangan (bulan lalu)",
         "Realisasi Keuangan (bulan ini)"],
        [None, None, "Bulan lalu", "Bulan ini", None, None],
        ["RA-1", "31 Oktober 2026", before, now, "1.000.000", "1.500.000"],
    ]  # fmt: skip
    file = read_reports(xlsx(rows, [(0, 2, 0, 3)]))
    assert doubts(file) == [(3, "physical_percent", "monthly-doubtful")] * doubtful
    assert field(file, "budget_realised") == [1_500_000]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (46112, date(2026, 3, 31)),
        ("46112", date(2026, 3, 31)),
        (46112.75, date(2026, 3, 31)),
        ("20260331", date(2026, 3, 31)),
        ("31032026", date(2026, 3, 31)),
        (20260331, date(2026, 3, 31)),
        (31032026, date(2026, 3, 31)),
    ],
)
def test_a_day_that_is_a_number_is_read_and_serial_numbers_are_said(cell: Any, day: date) -> None:
    file = read_reports(xlsx([[CODE, AS_OF, PERCENT], ["RA-1", cell, 45]]))
    assert field(file, "as_of") == [day]
    is_serial = len(str(cell)) != 8 or isinstance(cell, float)
    assert ("serials-read" in note_codes(file)) == is_serial


@pytest.mark.parametrize("cell", [3, 12, 2026, 461120, "4611", True, "99999999", "20261331"])
def test_a_number_that_is_no_day_stays_none(cell: Any) -> None:
    file = read_reports(xlsx([[CODE, AS_OF, PERCENT], ["RA-1", cell, 45]]))
    assert [entry.fields.get("as_of") for entry in file.entries] == [None]
    assert [one.code for entry in file.entries for one in entry.faults] != []
