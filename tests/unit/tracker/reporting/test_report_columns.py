"""Which columns of a sheet of reports are read, and how."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from tests.unit.chassis.sheets.files import xlsx
from tracker.report_sheets.prefilled import prefilled
from tracker.reporting.obstacle_categories import read_categories
from tracker.reporting.workbook import Asked, ReportFile, read_reports

DAY = date(2026, 11, 20)
CODE, AS_OF, PERCENT, MONEY = "Kode", "Per Tanggal", "Fisik (%)", "Realisasi Keuangan (Rp)"


def read(headers: Sequence[str], *rows: Sequence[Any], **asked: Any) -> ReportFile:
    return read_reports(xlsx([headers, *rows]), asked=Asked(**asked))


def field(file: ReportFile, name: str) -> list[Any]:
    return [entry.fields.get(name) for entry in file.entries]


@pytest.mark.parametrize(
    ("header", "written", "rupiah"),
    [
        (MONEY, 125_000, 125_000),
        ("Realisasi Keuangan (juta)", 125, 125_000_000),
        ("Realisasi (Rp 000)", 125_000, 125_000_000),
        ("Realisasi Keuangan (miliar)", "1,5", 1_500_000_000),
        ("Realisasi Keuangan (juta)", "Rp 125 juta", 125_000_000),
    ],
)
def test_money_has_the_unit_of_its_header(header: str, written: Any, rupiah: int) -> None:
    file = read([CODE, AS_OF, PERCENT, header], ["RA-1", DAY, 45, written])
    assert field(file, "budget_realised") == [rupiah]


def test_rupiah_in_a_column_of_juta_are_asked_about() -> None:
    rows = [["RA-1", DAY, 45, "Rp 125.000.000"], ["RA-2", DAY, 45, 2_000_000]]
    file = read([CODE, AS_OF, PERCENT, "Realisasi Keuangan (juta)"], *rows)
    assert [[one.code for one in row.faults] for row in file.entries] == [["unit-doubtful"]] * 2


def test_money_in_percent_is_percent_of_the_budget_and_no_rupiah() -> None:
    file = read([CODE, AS_OF, PERCENT, "Realisasi Keuangan (%)"], ["RA-1", DAY, 45, 42.5])
    assert (field(file, "budget_realised"), field(file, "budget_percent")) == ([None], [42.5])
    assert "percent-of-budget" in {note.code for note in file.notes}


@pytest.mark.parametrize("turned", [False, True])
def test_the_cumulative_column_counts_and_the_other_is_named(turned: bool) -> None:
    columns = [
        ("Prosentase Fisik (%)", 10), ("Akumulasi Prosentase Fisik", 15),
        ("Realisasi Keuangan", 90), ("Akumulasi Keuangan", 130),
        ("Realisasi Fisik (Anggaran)", 50_000_000),
    ]  # fmt: skip
    if turned:
        columns.reverse()
    headers, cells = zip(*columns, strict=True)
    file = read([CODE, AS_OF, *headers], ["RA-1", DAY, *cells])
    assert field(file, "physical_percent") == [15]
    assert field(file, "budget_realised") == [130]
    unused = {note.column for note in file.notes if note.code.startswith("column-")}
    assert unused == {"Prosentase Fisik (%)", "Realisasi Keuangan", "Realisasi Fisik (Anggaran)"}


def test_a_month_gives_its_last_day_and_says_so() -> None:
    rows = [["RA-1", "Februari 2024", 45], ["RA-2", "TW II 2026", 45], ["RA-3", "Mei", 45]]
    file = read([CODE, "Bulan", PERCENT], *rows)
    assert field(file, "as_of") == [date(2024, 2, 29), date(2026, 6, 30), None]
    assert [one.code for one in file.entries[2].faults] == ["period-without-year"]
    assert "periods-as-last-day" in {note.code for note in file.notes}
    assert file.tables[0].without_year
    said = {file.tables[0].sheet: {"year": "2026"}}
    assert field(read([CODE, "Bulan", PERCENT], *rows, said=said), "as_of")[2] == date(2026, 5, 31)


def test_the_day_of_a_report_comes_before_its_month() -> None:
    file = read([CODE, "Bulan", "Tanggal", PERCENT], ["RA-1", "Januari 2026", DAY, 45])
    assert field(file, "as_of") == [DAY]


def test_rows_in_which_nothing_is_reported_are_counted_and_no_reports() -> None:
    rows: list[list[Any]] = [
        ["RA-1", DAY, 45, None],
        ["RA-2", None, None, None],
        ["RA-3", None, 45, None],
    ]
    file = read([CODE, AS_OF, PERCENT, MONEY], *rows)
    assert file.unfilled == ["RA-2"]
    assert [entry.fields["item_id"] for entry in file.entries] == ["RA-1", "RA-3"]
    assert [one.code for one in file.entries[1].faults] == ["missing"]


def test_the_empty_prefilled_workbook_of_an_agency_without_items_is_none_of_reports() -> None:
    with pytest.raises(ValueError, match="no-table"):
        read_reports(prefilled([], read_categories()))


def test_foreign_columns_are_shown_with_samples_and_read_once_they_are_named() -> None:
    headers = ["Nomor", "Keadaan", "Capaian", "Serapan"]
    row = ["RA-1", DAY, 45, 1_000]
    with pytest.raises(ValueError, match="no-table"):
        read(headers, row)
    file = read(headers, row, row, columns_may_lack=True)
    (table,) = file.tables
    assert table.missing == ("item_id", "as_of", "physical_percent")
    assert table.unknown[0] == ("Nomor", ("RA-1",))
    assert file.entries == []
    names = {"nomor": "item_id", "keadaan": "as_of", "capaian": "physical_percent"}
    file = read(headers, row, names=names, columns_may_lack=True)
    assert field(file, "as_of") == [DAY]
    assert [header for header, _ in file.tables[0].unknown] == ["Serapan"]


def test_what_holds_for_every_row_is_said_once() -> None:
    file = read([CODE, PERCENT], ["RA-1", 45], said={"Lembar 1": {"as_of": "31 Oktober 2026"}})
    assert field(file, "as_of") == [date(2026, 10, 31)]
    file = read([CODE, PERCENT], ["RA-1", 45], said={"Lembar 1": {"as_of": "akhir bulan"}})
    assert [one.code for one in file.entries[0].faults] == ["not-a-date"]


def test_ten_thousand_reports_are_read_and_one_more_is_refused() -> None:
    rows = [[f"RA-{number}", DAY, 45] for number in range(10_001)]
    assert len(read([CODE, AS_OF, PERCENT], *rows[:-1]).entries) == 10_000
    with pytest.raises(ValueError, match="too-many-rows"):
        read([CODE, AS_OF, PERCENT], *rows)


@pytest.mark.parametrize(
    ("header", "figures", "refused"),
    [
        ("Realisasi Keuangan", [90, 40, 60], True),
        ("Realisasi Keuangan", [40, 90, 90], False),
        ("Akumulasi Keuangan", [90, 40, 60], False),
    ],
)
def test_figures_that_fall_from_month_to_month_may_be_each_months_own(
    header: str, figures: list[int], refused: bool
) -> None:
    months = ["Januari 2026", "Februari 2026", "Maret 2026"]
    rows = [["RA-1", *cells] for cells in zip(months, [5, 10, 15], figures, strict=True)]
    file = read([CODE, "Bulan", "Akumulasi Prosentase Fisik", header], *rows)
    codes = [fault.code for entry in file.entries for fault in entry.faults]
    assert codes == ["monthly-doubtful"] * 3 * refused
    told = {note.column for note in file.notes if note.code == "read-as-cumulative"}
    assert told == ({header} if header == "Realisasi Keuangan" else set())


def test_figures_by_day_may_fall_as_they_are_said_to_be_cumulative() -> None:
    rows = [["RA-1", DAY, 45, 90], ["RA-1", date(2026, 11, 21), 45, 40]]
    assert not any(entry.faults for entry in read([CODE, AS_OF, PERCENT, MONEY], *rows).entries)


def test_a_sheet_beside_the_reports_is_named_and_not_asked_about() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"}) as book:
        beside, page = book.add_worksheet("Rapat"), book.add_worksheet("Laporan")
        beside.write_row(0, 0, ["Hari", "Hadir", "Tempat"])
        page.write_row(0, 0, [CODE, AS_OF, PERCENT])
        page.write_row(1, 0, ["RA-1", "20 November 2026", 45])
    file = read_reports(out.getvalue(), asked=Asked(columns_may_lack=True))
    assert [table.sheet for table in file.tables] == ["Laporan"]
    assert ("sheet-ignored", "Rapat") in {(note.code, note.sheet) for note in file.notes}
