"""The workbook of an agency's open items, and that of its refused rows."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest

from tests.unit.chassis.sheets.files import xlsx
from tests.unit.tracker.plans import NOON, a_mark, a_plan
from tracker.items.item import Item
from tracker.report_sheets.judging import JudgedSheet, judged
from tracker.report_sheets.prefilled import prefilled
from tracker.report_sheets.refused_rows import refused_reports
from tracker.reporting.obstacle_categories import read_categories
from tracker.reporting.workbook import ReportFile, read_reports
from tracker.status.progress import Progress, fold

TITLE, LIKE_A_SIGNATURE = '=HYPERLINK("x")', "Kepala desa melapor"
CATEGORIES = read_categories()


def an_item(code: str, **plan: Any) -> Item:
    title = TITLE if code.endswith("1") else LIKE_A_SIGNATURE
    item = Item(a_plan(item_id=code, title=title, **plan))
    marks = [a_mark(20.5, date(2026, 5, 31), at=NOON, money=250_000)]
    return replace(item, progress=fold(marks) if code.endswith("1") else Progress())


def book_of(*items: Item) -> Any:
    return openpyxl.load_workbook(io.BytesIO(prefilled(items, CATEGORIES)))


def filled(*cells: Any) -> ReportFile:
    """What is read of the first row, with these cells after the locked ones."""
    book = book_of(an_item("RA-1"), an_item("RA-2"))
    for number, value in enumerate(cells, 6):
        book["Laporan"].cell(3, number).value = value
    out = io.BytesIO()
    book.save(out)
    return read_reports(out.getvalue())


def test_only_the_empty_cells_may_be_written_and_no_password_is_asked() -> None:
    sheet = book_of(an_item("RA-1"), an_item("RA-2"))["Laporan"]
    assert (sheet.protection.sheet, sheet.protection.password) == (True, None)
    for row in sheet.iter_rows(min_row=3):
        assert [cell.column for cell in row if not cell.protection.locked] == list(range(6, 13))
        assert not any(cell.value for cell in row[5:])
    assert all(cell.protection.locked for row in sheet.iter_rows(max_row=2) for cell in row)
    assert sheet.freeze_panes == "B3"
    assert [cell.value for cell in sheet[3]][:5] == [
        "RA-1", TITLE, sheet["C3"].value, 20.5, 250_000
    ]  # fmt: skip
    assert sheet["C3"].value.date() == date(2026, 5, 31)
    assert [cell.value for cell in sheet[4]][2:5] == [None] * 3


def test_days_percentages_and_money_are_checked_and_categories_offered() -> None:
    book = book_of(an_item("RA-1"), an_item("RA-2"))
    rules = {str(one.sqref): one for one in book["Laporan"].data_validations.dataValidation}
    assert {place: one.type for place, one in rules.items()} == {
        "F3:F4": "date", "G3:G4": "decimal", "H3:H4": "whole", "I3:I4": "list"
    }  # fmt: skip
    assert rules["F3:F4"].formula2 == "TODAY()"
    lists = book["Daftar Pilihan"]
    assert lists.sheet_state == "hidden"
    assert [cell.value for (cell,) in lists.iter_rows()] == [
        one.indonesian for one in CATEGORIES.categories
    ]


def test_not_filled_in_it_has_no_report_and_no_fault() -> None:
    read = filled()
    assert (read.entries, read.unfilled) == ([], ["RA-1", "RA-2"])
    assert [note.code for note in read.notes] == ["rows-not-filled"]
    assert read.tables[0].unknown == ()


@pytest.mark.parametrize("percent", [45.5, "45,5", "45,5%"])
def test_filled_in_it_is_read_without_a_question(percent: Any) -> None:
    read = filled(date(2026, 6, 10), percent, 1_000_000, "Cuaca dan bencana", "Hujan", None, "=1+1")
    (entry,) = read.entries
    assert entry.fields["as_of"] == date(2026, 6, 10)
    assert (entry.fields["physical_percent"], entry.fields["budget_realised"]) == (45.5, 1_000_000)
    assert read.unfilled == ["RA-2"]
    assert [fault.code for fault in entry.faults] == ["formula-without-value"]


def refused(*rows: list[Any], money: str = "Realisasi Keuangan (juta)") -> JudgedSheet:
    headers = ["Kode", "Bulan", "Fisik (%)", money]
    return judged(read_reports(xlsx([headers, *rows])), [])


def test_a_refused_percentage_that_other_rows_decided_cannot_mean_another_one_alone() -> None:
    """0.5 among points is doubtful; alone it would be a fraction, 50 %."""
    sheet = refused(["RA-1", "kapan?", 45, 275], ["RA-2", "kapan?", 0.5, "Rp 275 juta"])
    page = openpyxl.load_workbook(io.BytesIO(refused_reports(sheet))).active
    rows = list(page.iter_rows(values_only=True))
    assert rows[0] == ("Kode", "Bulan", "Fisik (%)", "Realisasi Keuangan (Rp juta)",
                       "Alasan ditolak")  # fmt: skip
    assert rows[1][:4] == ("RA-1", "kapan?", "45%", 275)
    assert rows[2][:4] == ("RA-2", "kapan?", "0,5 ?", "Rp 275 juta")
    page["B2"] = page["B3"] = date(2026, 5, 31)
    out = io.BytesIO()
    page.parent.save(out)
    again = read_reports(out.getvalue())
    assert [one.fields.get("physical_percent") for one in again.entries] == [45, None]
    assert [one.fields["budget_realised"] for one in again.entries] == [275_000_000] * 2


def test_what_columns_contradict_each_other_about_stays_doubtful_in_the_returned_workbook() -> None:
    headers = ["Kode", "Per Tanggal", "Tanggal", "Fisik (%)", "Progres Fisik", "Realisasi"]
    day = date(2026, 5, 31)
    row = ["RA-1", day, date(2026, 5, 1), 45, 50.5, 700]
    sheet = judged(read_reports(xlsx([headers, row])), [])
    again = read_reports(refused_reports(sheet))
    assert {fault.field for fault in again.entries[0].faults} == {"as_of", "physical_percent"}


def test_the_fingerprint_is_of_what_would_become_of_each_row() -> None:
    rows = [["RA-1", "kapan?", 45, 275], ["RA-2", "Mei 2026", 45, -1]]
    first = refused(*rows[:1]).fingerprint
    assert refused(*rows[:1]).fingerprint == first
    assert refused(["RA-1", "Mei", 45, 275]).fingerprint != first


WORDS_AS_CODES = ("POSYANDU", "JUMLAH", "Kepala", "total")


def filled_words(**cells: Any) -> ReportFile:
    """A prefilled workbook whose items have words as codes, with cells by address."""
    items = [an_item(code) for code in WORDS_AS_CODES]
    book = book_of(*[replace(one, plan=a_plan(item_id=one.item_id, title="Jumlah kunjungan"))
                     for one in items])  # fmt: skip
    for address, value in cells.items():
        book["Laporan"][address] = value
    out = io.BytesIO()
    book.save(out)
    return read_reports(out.getvalue())


def test_the_rows_of_the_prefilled_workbook_are_items_whatever_their_codes_look_like() -> None:
    read = filled_words()
    assert (read.entries, read.unfilled) == ([], list(WORDS_AS_CODES))
    assert [note.code for note in read.notes] == ["rows-not-filled"]
    read = filled_words(F3=date(2026, 6, 10), G3=45, G4=50, L5="menunggu lelang", H6=1_000)
    assert [entry.fields["item_id"] for entry in read.entries] == list(WORDS_AS_CODES)
    missing = [{fault.field for fault in entry.faults} for entry in read.entries]
    assert missing == [
        set(), {"as_of"}, {"as_of", "physical_percent"}, {"as_of", "physical_percent"},
    ]  # fmt: skip


def test_elsewhere_a_word_in_the_column_of_codes_is_a_remark() -> None:
    headers, report = ["Kode", "Per Tanggal", "Fisik (%)"], ["RA-1", date(2026, 6, 10), 45]
    rows: list[list[Any]] = [headers, report, ["Catatan"]]
    read = read_reports(xlsx(rows))
    assert read.unfilled == []
    assert "remark" in [note.code for note in read.notes]
