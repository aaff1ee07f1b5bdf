from collections.abc import AsyncIterator
from typing import Any

import pytest
from openpyxl import Workbook

from chassis.files.readers import FileReaders
from chassis.files.settings import FileSettings
from chassis.sheets.refusal import FileRefused
from tests.unit.tracker.sipd.exports import (
    CASH_PLAN_HEADER,
    cash_plan,
    cash_plan_rows,
    realised_rows,
    saved,
    small_tree,
    total_row,
    write_cash_plan,
    write_realisation,
)
from tracker.sipd.sipd_file import DifferenceKind, SheetKind, SipdFile
from tracker.sipd.workbook import read_sipd

EXTRACT = ("", "Kegiatan", "Anggaran", "Realisasi menurut LRA", "Persen terserap")


def planned() -> tuple[Workbook, list[list[Any]]]:
    """A cash plan with a column of realisation, and its rows."""
    root = small_tree()
    header = (*CASH_PLAN_HEADER[:4], "Realisasi", "Januari", "Februari")
    rows = [
        [*cells[:4], cells[2] // 4, *cells[4:6]]
        for cells in [*cash_plan_rows(root), total_row(root)]
    ]
    return cash_plan(rows, header), rows


def extract(rows: list[list[Any]]) -> list[list[Any]]:
    """As people type it: an activity loses its code."""
    return [
        [None if len(cells[0]) == 17 else cells[0], cells[1], cells[2], cells[4], 0.25]
        for cells in rows
    ]


def test_a_sheet_that_repeats_rows_says_of_which_sheet_and_what_differs() -> None:
    book, rows = planned()
    sheet = book.create_sheet("Sheet1")
    for cells in (EXTRACT, *extract(rows[6:12])):
        sheet.append(cells)
    sheet["D4"] = 345_000

    file = read_sipd(saved(book))

    assert [sheet.kind for sheet in file.sheets] == [SheetKind.CASH_PLAN, SheetKind.REPEAT]
    assert file.sheets[1].repeats == "RAK Belanja"
    assert {row.sheet for row in file.rows} == {"RAK Belanja"}
    (found,) = file.differences
    assert (found.kind, found.sheet, found.cell) == (DifferenceKind.SHEET, "Sheet1", "D4")
    assert (found.beside, found.cells) == ("RAK Belanja", ("E12",))
    assert (found.stated, found.computed) == (345_000, 300_000)


def test_a_copy_of_a_cash_plan_is_not_read_twice_and_a_changed_month_is_shown() -> None:
    book = cash_plan(cash_plan_rows(small_tree()))
    rows = cash_plan_rows(small_tree())
    rows[8][4] += 3_000
    write_cash_plan(book.create_sheet("Salinan"), rows)

    file = read_sipd(saved(book))

    assert [sheet.repeats for sheet in file.sheets] == [None, "RAK Belanja"]
    (found,) = file.differences
    assert (found.sheet, found.cell, found.cells) == ("Salinan", "E12", ("E12",))


def test_a_total_beside_with_the_same_budget_is_compared_though_its_rows_are_in_other_words() -> (
    None
):
    book, rows = planned()
    sheet = book.create_sheet("Rekap")
    sheet.append(["NO", "PROGRAM DAN KEGIATAN", "PAGU (Rp)", "REALISASI (Rp)"])
    sheet.append([1, "Taman-taman kita", rows[0][2], rows[0][4] + 900])
    sheet.append(["JUMLAH", None, rows[0][2], rows[0][4] + 900])

    file = read_sipd(saved(book))

    assert file.sheets[1].kind is SheetKind.UNKNOWN
    (found,) = file.differences
    assert (found.sheet, found.cell, found.cells) == ("Rekap", "D3", ("E4",))
    assert found.stated - found.computed == 900


@pytest.mark.parametrize("changed_first", [False, True])
def test_a_total_beside_is_compared_by_its_budget_before_the_change_too(
    changed_first: bool,
) -> None:
    book, rows = planned()
    sheet = book.create_sheet("Rekap")
    words = ["PAGU SEBELUM", "PAGU SETELAH"]
    budgets = [rows[0][2], rows[0][2] + 50_000]
    if changed_first:
        words, budgets = words[::-1], budgets[::-1]
    sheet.append(["NO", "PROGRAM", *words, "REALISASI (Rp)"])
    sheet.append([1, "Taman-taman kita", *budgets, rows[0][4] + 900])
    sheet.append(["JUMLAH", None, *budgets, rows[0][4] + 900])

    file = read_sipd(saved(book))

    assert ("Rekap", "E3") in {(found.sheet, found.cell) for found in file.differences}


def test_a_realisation_beside_a_cash_plan_is_read_too_and_its_budgets_are_compared() -> None:
    book, _ = planned()
    rows = realised_rows((1_200_000, 42_000), (400_000, 0))
    write_realisation(book.create_sheet("LRA"), rows)

    file = read_sipd(saved(book))

    assert [sheet.kind for sheet in file.sheets] == [SheetKind.CASH_PLAN, SheetKind.REALISATION]
    assert {row.sheet for row in file.rows} == {"RAK Belanja", "LRA"}
    first = file.differences[0]
    assert (first.kind, first.sheet, first.cell) == (DifferenceKind.SHEET, "RAK Belanja", "C4")
    assert (first.beside, first.cells) == ("LRA", ("F10", "H10", "J10", "L10"))
    assert (first.stated, first.computed) == (1_548_000, 1_242_000)


def test_a_hidden_sheet_is_left_out_unless_asked_for() -> None:
    book, rows = planned()
    write_realisation(book.create_sheet("LRA"), realised_rows((1_200_000, 42_000), (400_000, 0)))
    book["LRA"].sheet_state = "hidden"
    data = saved(book)

    kinds = [sheet.kind for sheet in read_sipd(data).sheets]
    whole = [sheet.kind for sheet in read_sipd(data, with_hidden=True).sheets]

    assert rows
    assert kinds == [SheetKind.CASH_PLAN, SheetKind.HIDDEN]
    assert whole == [SheetKind.CASH_PLAN, SheetKind.REALISATION]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "kosong"),
        ([["Catatan rapat"], ["Hadir semua"]], "judul"),
        ([["Nama", "Pagu", "Realisasi"], ["Taman", 5, 4]], "kode tidak ada"),
        ([["Kode", "Nama", "Pagu", "Realisasi"], ["TMN-1", "Taman", 5, 4]], "0 dari 1"),
        ([["Kode", "Nama", "Pagu"], ["3.27.02", "Taman", 5]], "Bukan RAK"),
        ([["Kode", "Nama", "Januari", "Mei"], ["3.27.02", "Taman", 5, 4]], "bulan, tetapi"),
    ],
)
def test_a_sheet_that_is_no_export_says_why(rows: list[list[Any]], words: str) -> None:
    book = Workbook()
    for cells in rows:
        book.active.append(cells)

    file = read_sipd(saved(book))

    (sheet,) = file.sheets
    assert (sheet.kind, file.rows) == (SheetKind.UNKNOWN, [])
    assert sheet.reason is not None
    assert words in sheet.reason.indonesian


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(FileRefused):
        read_sipd(b"PK\x03\x04 nothing")


@pytest.fixture
async def readers() -> AsyncIterator[FileReaders[SipdFile]]:
    made = FileReaders(read_sipd, FileSettings(), warm_first=False)
    yield made
    await made.close()


async def test_a_child_process_reads_the_same(readers: FileReaders[SipdFile]) -> None:
    book, _ = planned()
    book.active["F5"] = "1,250"
    data = saved(book)

    assert await readers.read(data) == read_sipd(data)
