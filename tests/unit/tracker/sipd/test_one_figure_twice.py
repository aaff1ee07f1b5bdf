"""Several columns for one figure: the words decide and it is said, or the sheet is refused."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from tests.unit.tracker.sipd.exports import (
    REALISATION_TITLES,
    cash_plan,
    cash_plan_rows,
    saved,
    small_tree,
)
from tracker.sipd.column import Measure
from tracker.sipd.sipd_file import SheetKind, SipdFile
from tracker.sipd.workbook import read_sipd

UP_TO_NOW = ("s.d. Bulan Ini", "S/D BULAN INI", "sampai dengan bulan ini", "Kumulatif", "s.d. ini")
THIS_MONTH = ("Bulan Ini", "Periode ini", "Triwulan Ini")
BEFORE_NOW = ("Bulan Lalu", "s.d. Bulan Lalu", "sampai dengan bulan lalu", "Bulan Sebelumnya")
CHANGED = ("Setelah Perubahan", "Sesudah Perubahan", "Perubahan", "APBD-P", "APBDP", "Menjadi")
ORIGINAL = ("Sebelum Perubahan", "Murni", "Induk", "Semula", "APBD Murni", "Awal")
NO_MONEY = ("Fisik", "Volume", "Vol.", "Kinerja", "Satuan")
MONEY = ("Keuangan", "Rp", "Rupiah", "Keuangan (Rp)")
CODES = ("3.27.02.2.01.0001", "5.1.02.01.001.00093")


def read(columns: list[tuple[str, str, int]], *, merged: bool) -> SipdFile:
    """A realisation of one account with (measure, word, amount) as columns from C on.

    The word stands below its measure, or right behind it in one header row.
    """
    sheet = (book := Workbook()).active
    for title in REALISATION_TITLES:
        sheet.append([title])
    if merged:
        _merged_header(sheet, columns)
    else:
        sheet.append(["Kode", "Uraian", *(f"{measure} {word}" for measure, word, _ in columns)])
    for code, name in zip(CODES, ("Tanam", "Bibit"), strict=True):
        sheet.append([code, name, *(amount for _, _, amount in columns)])
    return read_sipd(saved(book))


def _merged_header(sheet: Any, columns: list[tuple[str, str, int]]) -> None:
    sheet.append(["Kode", "Uraian", *(measure for measure, _, _ in columns)])
    sheet.append([None, None, *(word for _, word, _ in columns)])
    for name in ("Anggaran", "Realisasi"):
        places = [at for at, (measure, _, _) in enumerate(columns, 3) if measure == name]
        if len(places) > 1:
            sheet.merge_cells(start_row=5, end_row=5, start_column=places[0], end_column=places[-1])


def header_cell(at: int, *, merged: bool) -> str:
    return f"{get_column_letter(3 + at)}{6 if merged else 5}"


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(st.sampled_from(ORIGINAL), st.sampled_from(CHANGED)),
    st.tuples(st.sampled_from(BEFORE_NOW + THIS_MONTH), st.sampled_from(UP_TO_NOW)),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_what_is_up_to_now_and_the_changed_budget_hold_wherever_they_stand(
    budgets: tuple[str, str],
    realised: tuple[str, str],
    changed_first: bool,
    now_first: bool,
    merged: bool,
) -> None:
    of_budget = [("Anggaran", budgets[0], 700), ("Anggaran", budgets[1], 900)]
    of_realised = [("Realisasi", realised[0], 300), ("Realisasi", realised[1], 450)]
    columns = [
        *(reversed(of_budget) if changed_first else of_budget),
        *(reversed(of_realised) if now_first else of_realised),
    ]

    file = read(columns, merged=merged)

    (sheet,) = file.sheets
    assert (sheet.kind, sheet.reason) == (SheetKind.REALISATION, None)
    assert [row.rupiah(Measure.BUDGET) for row in file.rows] == [900, 900]
    assert [row.rupiah(Measure.REALISATION) for row in file.rows] == [450, 450]
    said = " ".join(remark.indonesian for remark in sheet.remarks)
    assert all(header_cell(at, merged=merged) in said for at in range(4))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(
        [(a, b) for words in (THIS_MONTH, BEFORE_NOW) for a in words for b in words if a != b]
        + [(a, b) for a in BEFORE_NOW for b in THIS_MONTH]
        + [(a, b) for a in UP_TO_NOW[:3] for b in UP_TO_NOW[:3] if a != b]
        + [("", ""), ("I", "II"), ("Dinas", "Bidang"), ("", "Bulan Lalu"), ("", "Bulan Ini")]
    ),
    st.booleans(),
    st.booleans(),
)
def test_realisations_of_which_no_word_says_which_holds_are_refused_with_both_cells(
    words: tuple[str, str], turned: bool, merged: bool
) -> None:
    first, second = reversed(words) if turned else words
    columns = [("Anggaran", "", 900), ("Realisasi", first, 300), ("Realisasi", second, 450)]

    file = read(columns, merged=merged)

    (sheet,) = file.sheets
    assert (sheet.kind, file.rows) == (SheetKind.UNKNOWN, [])
    assert sheet.reason is not None
    for text in (sheet.reason.indonesian, sheet.reason.english):
        assert " D5" in text or " D6" in text
        assert " E5" in text or " E6" in text
        assert "{" not in text


@pytest.mark.parametrize("words", [("Setelah Pergeseran", "Setelah Perubahan"), ("", "Dinas")])
def test_budgets_of_which_no_word_says_which_holds_are_refused(words: tuple[str, str]) -> None:
    columns = [("Anggaran", words[0], 700), ("Anggaran", words[1], 900), ("Realisasi", "", 300)]

    (sheet,) = read(columns, merged=False).sheets

    assert sheet.kind is SheetKind.UNKNOWN
    assert "C5" in str(sheet.reason)
    assert "D5" in str(sheet.reason)


@pytest.mark.parametrize(
    ("original", "amount_of_change", "changed"),
    [("Murni", "Perubahan", "Setelah Perubahan"), ("", "Bertambah/Berkurang", "Perubahan")],
)
def test_the_amount_of_a_change_is_not_the_changed_budget(
    original: str, amount_of_change: str, changed: str
) -> None:
    columns = [
        *(("Anggaran", original, 700), ("Anggaran", amount_of_change, 200)),
        *(("Anggaran", changed, 900), ("Realisasi", "", 300)),
    ]

    file = read(columns, merged=False)

    assert [row.rupiah(Measure.BUDGET) for row in file.rows] == [900, 900]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NO_MONEY), st.sampled_from(MONEY), st.booleans(), st.booleans())
def test_what_is_physical_or_a_volume_is_no_money(
    physical: str, money: str, money_first: bool, merged: bool
) -> None:
    pair = [("Realisasi", physical, 55), ("Realisasi", money, 450)]
    columns = [
        ("Anggaran", physical, 12),
        ("Anggaran", money, 900),
        *(reversed(pair) if money_first else pair),
    ]

    file = read(columns, merged=merged)

    assert [row.rupiah(Measure.BUDGET) for row in file.rows] == [900, 900]
    assert [row.rupiah(Measure.REALISATION) for row in file.rows] == [450, 450]
    assert len({amount.cell for row in file.rows for amount in row.amounts}) == 4


def test_money_below_a_header_of_both_is_money() -> None:
    sheet = (book := Workbook()).active
    sheet.append(["Kode", "Uraian", "Anggaran", "Realisasi Fisik dan Keuangan", None])
    sheet.append([None, None, None, "Fisik", "Keuangan"])
    sheet.merge_cells("D1:E1")
    for code in CODES:
        sheet.append([code, "Tanam", 900, 55, 450])

    file = read_sipd(saved(book))

    assert [row.rupiah(Measure.REALISATION) for row in file.rows] == [450, 450]


@pytest.mark.parametrize("word", ["Fisik", "Volume", "Fisik dan Keuangan"])
def test_a_realisation_that_is_physical_only_is_no_realisation_of_money(word: str) -> None:
    file = read([("Anggaran", "", 900), ("Realisasi", word, 55)], merged=False)

    assert (file.sheets[0].kind, file.rows) == (SheetKind.UNKNOWN, [])


@pytest.mark.parametrize(
    ("budget", "realised"),
    [("", "Bulan Ini"), ("", "s.d. Bulan Lalu"), ("Murni", ""), ("Sebelum Perubahan", "")],
)
def test_a_lone_column_of_less_than_the_whole_is_read_and_said(budget: str, realised: str) -> None:
    columns = [("Anggaran", budget, 900), ("Realisasi", realised, 450)]

    file = read(columns, merged=False)

    (sheet,) = file.sheets
    (remark,) = sheet.remarks
    assert sheet.kind is SheetKind.REALISATION
    assert ("C5" if budget else "D5") in remark.indonesian


@pytest.mark.parametrize("word", ["Tahun Lalu", "Tahun Sebelumnya"])
def test_money_of_the_year_before_is_left_out(word: str) -> None:
    columns = [("Anggaran", "", 900), ("Realisasi", word, 800), ("Realisasi", "Tahun Ini", 450)]

    file = read(columns, merged=False)

    assert [row.rupiah(Measure.REALISATION) for row in file.rows] == [450, 450]


@pytest.mark.parametrize("header", ["RAK Januari", "Rencana Kas Januari", "Januari"])
def test_a_month_that_stands_twice_in_a_cash_plan_is_refused(header: str) -> None:
    rows = [[*cells, 1] for cells in cash_plan_rows(small_tree())]
    header_row = ("Kode", "Uraian", "Anggaran", "Total RAK", *_months(), header)

    (sheet,) = read_sipd(saved(cash_plan(rows, header_row))).sheets

    assert sheet.kind is SheetKind.UNKNOWN
    assert "E3" in str(sheet.reason)
    assert "Q3" in str(sheet.reason)


def _months() -> tuple[str, ...]:
    names = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
    return tuple(names.split())


def test_a_changed_budget_beside_the_original_one_is_of_the_same_group_of_spending() -> None:
    sheet = (book := Workbook()).active
    sheet.append(["Kode", "Uraian", "Operasi", None, None])
    sheet.append([None, None, "Anggaran Sebelum", "Anggaran Setelah", "Realisasi"])
    for code in CODES:
        sheet.append([code, "Tanam", 700, 900, 450])

    file = read_sipd(saved(book))

    assert [row.rupiah(Measure.BUDGET, None, "operasi") for row in file.rows] == [900, 900]
    assert [row.rupiah(Measure.REALISATION, None, "operasi") for row in file.rows] == [450, 450]


def test_a_header_merged_over_an_empty_column_is_one_column() -> None:
    sheet = (book := Workbook()).active
    sheet.append(["Kode", "Uraian", "Anggaran", "Realisasi", None])
    sheet.merge_cells("D1:E1")
    for code in CODES:
        sheet.append([code, "Tanam", 900, 450])

    file = read_sipd(saved(book))

    assert [row.rupiah(Measure.REALISATION) for row in file.rows] == [450, 450]
    assert file.sheets[0].remarks == ()


def test_the_changed_budget_holds_though_it_is_not_filled_in() -> None:
    sheet = (book := Workbook()).active
    sheet.append(["Kode", "Uraian", "Anggaran Murni", "Anggaran Perubahan", "Realisasi"])
    for code in CODES:
        sheet.append([code, "Tanam", 900, None, 450])

    file = read_sipd(saved(book))

    assert [row.rupiah(Measure.BUDGET) for row in file.rows] == [None, None]
    assert len(file.sheets[0].remarks) == 1


@pytest.mark.parametrize(
    ("lower", "realised"),
    [
        (("Fisik", "Keuangan"), 450),
        (("s.d. Bulan Lalu", "s.d. Bulan Ini"), 450),
        (("Bulan Lalu", "Bulan Ini"), None),
        (("Bulan Ini", "Bulan Lalu", "Jumlah"), None),
        (("Dinas", "Bidang"), 55),
    ],
)
def test_what_stands_below_a_header_that_is_not_merged_belongs_to_it(
    lower: tuple[str, ...], realised: int | None
) -> None:
    sheet = (book := Workbook()).active
    sheet.append(["Kode", "Uraian", "Anggaran", "Realisasi"])
    sheet.append([None, None, None, *lower])
    for code in CODES:
        sheet.append([code, "Tanam", 900, 55, 450, 505])

    file = read_sipd(saved(book))

    assert {row.rupiah(Measure.REALISATION) for row in file.rows} == {realised} - {None}


def test_a_first_row_of_dashes_is_no_part_of_the_header() -> None:
    sheet = (book := Workbook()).active
    sheet.append(["Kode", "Uraian", "Anggaran", "Realisasi"])
    sheet.append([None, "Belanja", "Rp -", "Nihil"])
    for code in CODES:
        sheet.append([code, "Tanam", 900, 450])

    assert read_sipd(saved(book)).sheets[0].header == (1, 1)
