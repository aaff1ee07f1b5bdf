from typing import Any

import pytest
from openpyxl import Workbook

from tests.unit.tracker.sipd.exports import (
    REALISATION_TITLES,
    realised_rows,
    saved,
    write_realisation,
)
from tracker.sipd.column import Measure
from tracker.sipd.sipd_file import DifferenceKind, MonthsAre, SheetKind
from tracker.sipd.table import LeftOutKind
from tracker.sipd.workbook import read_sipd


def realisation(rows: list[Any], **more: Any) -> Workbook:
    book = Workbook()
    write_realisation(book.active, rows, **more)
    return book


def test_groups_of_spending_below_three_merged_header_rows_are_read() -> None:
    file = read_sipd(saved(realisation(realised_rows((900_000, 250_000), (400_500, 0)))))

    (sheet,) = file.sheets
    assert (sheet.kind, sheet.year, sheet.region) == (SheetKind.REALISATION, 2031, "CONTOH RAYA")
    assert sheet.agency == "Dinas Perkebunan dan Taman"
    assert (sheet.header, sheet.rows, sheet.unchecked) == ((6, 8), 8, 0)
    assert sheet.months_are is MonthsAre.NO_MONTHS
    assert [row.code for row in file.rows] == [
        *("3", "3.27", "3.27.2.11.0.00.01.0000", "3.27.02", "3.27.02.2.01", "3.27.02.2.01.0001"),
        *("5.1.02.01.001.00093", "5.2.02.05.001.00004"),
    ]
    assert [row.parent for row in file.rows] == [None, 10, 11, 12, 13, 14, 15, 15]
    money = file.rows[6]
    assert money.rupiah(Measure.BUDGET, None, "operasi") == 900_000
    assert money.rupiah(Measure.REALISATION, None, "operasi") == 400_500
    assert money.rupiah(Measure.REALISATION, None, "transfer") == 0
    assert file.rows[7].rupiah(Measure.BUDGET, None, "modal") == 250_000
    assert file.faults == []
    assert file.differences == []


def test_titles_column_numbers_totals_and_what_is_typed_beside_are_counted() -> None:
    rows = realised_rows((900_000, 250_000), (400_500, 0))
    book = realisation([*rows, ([], "Contoh Raya, 4 Mei 2031", dict.fromkeys("FGHIJKLM"))])
    book.active["N12"], book.active["O13"] = 0.445, 12_000

    file = read_sipd(saved(book))

    assert {(left.kind, left.count, left.cells) for left in file.left_out} == {
        (LeftOutKind.TITLE, 4, ()),
        (LeftOutKind.HEADER, 3, ()),
        (LeftOutKind.COLUMN_NUMBERS, 1, ("E9:M9",)),
        (LeftOutKind.TOTAL, 1, ("F18:M18",)),
        (LeftOutKind.SIGNATURE, 1, ()),
        (LeftOutKind.BESIDE_TABLE, 2, ("N12", "O13")),
    }


def test_a_total_that_differs_from_the_lowest_rows_is_shown_with_both() -> None:
    rows = realised_rows((900_000, 250_000), (400_500, 0))
    rows[-1][2]["G"] = "400.900,00"
    rows[-1] = ([], "Jumlah", {**rows[-1][2]})
    rows[:-1] = realised_rows((900_000, 250_000), (400_500, 0))[:-1]

    (found,) = read_sipd(saved(realisation(rows))).differences

    assert (found.kind, found.cell, found.cells) == (DifferenceKind.TOTAL, "G18", ("G16", "G17"))
    assert (found.stated, found.computed) == (400_900, 400_500)


@pytest.mark.parametrize(
    ("realised", "months_are"),
    [
        ((300_000, 90_000, 120_000), MonthsAre.PER_MONTH),  # it falls
        ((300_000, 700_000, 890_000), MonthsAre.CUMULATIVE),  # added up more than the budget
        ((100_000, 150_000, 200_000), MonthsAre.AMBIGUOUS),
    ],
)
def test_a_sheet_for_each_month_tells_together_whether_it_is_cumulative(
    realised: tuple[int, ...], months_are: MonthsAre
) -> None:
    book = Workbook()
    book.remove(book.active)
    for name, amount in zip(("Januari", "Februari", "Maret"), realised, strict=True):
        rows = realised_rows((900_000, 250_000), (amount, 0))
        write_realisation(book.create_sheet(f"LRA {name}"), rows)

    file = read_sipd(saved(book))

    assert [sheet.kind for sheet in file.sheets] == [SheetKind.REALISATION] * 3
    assert [sheet.months for sheet in file.sheets] == [(1, 1), (2, 2), (3, 3)]
    assert [sheet.months_are for sheet in file.sheets] == [months_are] * 3


def test_the_period_in_the_title_is_that_of_the_sheet() -> None:
    titles = (*REALISATION_TITLES, "PERIODE 1 JANUARI S.D. 30 APRIL 2031")
    rows = realised_rows((900_000, 250_000), (400_500, 0))

    (sheet,) = read_sipd(saved(realisation(rows, titles=titles))).sheets

    assert sheet.months == (1, 4)


def test_amounts_in_millions_are_not_taken_as_rupiah() -> None:
    titles = (*REALISATION_TITLES[:3], "TAHUN ANGGARAN 2031 (dalam jutaan rupiah)")
    rows = realised_rows((900, 250), (400, 0))

    file = read_sipd(saved(realisation(rows, titles=titles)))

    assert (file.rows, file.sheets[0].kind) == ([], SheetKind.UNKNOWN)
    assert "juta" in str(file.sheets[0].reason)
