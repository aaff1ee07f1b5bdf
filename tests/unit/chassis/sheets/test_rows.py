from typing import Any

import pytest

from chassis.sheets.header_row import find_header
from chassis.sheets.rows import RowKind, SheetRow, rows_below
from chassis.sheets.workbook import Merge, Sheet
from tests.unit.chassis.sheets.files import HEADERS, TABLE

ENTRY: list[Any] = ["RA-1", "Desa digital", "1 Januari 2026", "2 Januari 2026", 5]


def below(rows: list[list[Any]], *merges: Merge) -> list[SheetRow]:
    sheet = Sheet("Lembar 1", [HEADERS, *map(list, rows)], merges)
    header = find_header(sheet, TABLE)
    assert header is not None
    return list(rows_below(sheet, header))


def kind(*cells: Any) -> RowKind:
    return below([ENTRY, list(cells), ENTRY])[1].kind


@pytest.mark.parametrize(
    "cells",
    [
        ENTRY,
        ["RA-1", "Jumlah kunjungan wisata", "1/1/2026", "2/1/2026", 5],
        ["RA-1", "Total Football Kampung", "1/1/2026", "2/1/2026"],
        ["RA-1", "Kepala desa melek data", "1/1/2026", "2/1/2026", 5],
        ["RA-1", "Desa digital", "", "", ""],
        ["RA-1", "Jumlah kunjungan wisata", "", "", ""],
        ["", "Desa digital", "1/1/2026", "2/1/2026", ""],
        ["RA-1", "", "", "", 5],
        ["Kode?", "Desa digital", "1/1/2026", "", ""],
        [1001, "Desa digital", "1/1/2026", "2/1/2026", 5],
        [1, "Desa digital", "1/1/2026", "2/1/2026", 5],
        ["A", "Desa digital", "1/1/2026", "2/1/2026", 5],
        ["A", "C", "B", "1/1/2026", 5],
        ["I", "Kegiatan", "II", "III", 5],
    ],
)
def test_a_row_that_may_be_an_entry_is_one_whatever_its_words(cells: list[Any]) -> None:
    assert kind(*cells) is RowKind.ENTRY


@pytest.mark.parametrize(
    "cells",
    [
        ["", "Jumlah", "", "", 25_000_000],
        ["Jumlah", "", "", "", 25_000_000],
        ["", "SUB TOTAL PILAR I", "", "", 25],
        ["", "Sub-jumlah", "", "", 25],
        ["GRAND TOTAL", "", "", "", 25],
        ["", "", "", "Total", 25],
    ],
)
def test_a_row_of_totals_is_told(cells: list[Any]) -> None:
    assert kind(*cells) is RowKind.SUBTOTAL


@pytest.mark.parametrize(
    "cells",
    [
        ["", "", "Tenggarong, 5 Januari 2026", "", ""],
        ["", "Mengetahui,", "", "", ""],
        ["", "Kepala Dinas Komunikasi dan Informatika", "", "", ""],
        ["", "Plt. Kepala Bappeda", "", "", ""],
        ["", "NIP. 19700101 199003 1 001", "", "", ""],
    ],
)
def test_a_signature_is_told(cells: list[Any]) -> None:
    assert kind(*cells) is RowKind.SIGNATURE


@pytest.mark.parametrize(
    "cells",
    [
        [1, 2, 3, 4, 5],
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        ["1", "2", "3", "4", ""],
        [1.0, 2.0, 3.0, 4.0, 5.0],
        ["a", "b", "c", "d", "e"],
        ["A", "B", "C", "D", "E"],
        ["(a)", "(b)", "(c)", "(d)", "(e)"],
        ["a.", "b.", "c.", "", ""],
        ["I", "II", "III", "IV", "V"],
        ["(i)", "(ii)", "(iii)", "(iv)", "(v)"],
        ["x", "y", "z", "aa", "ab"],
        ["1.", "2.", "3.", "4.", "5."],
        ["1", "2", "3", "4=2+3", "5=(4/3)x100"],
        ["③", "④", "⑤", "", ""],
    ],
)
def test_a_row_of_column_numbers_is_told(cells: list[Any]) -> None:
    assert kind(*cells) is RowKind.COLUMN_NUMBERS


@pytest.mark.parametrize(
    "cells", [[], [None] * 5, ["", " ", "\u00a0"], ["", "", "", "", "", "luar"]]
)
def test_a_row_with_nothing_in_the_tables_columns_is_blank(cells: list[Any]) -> None:
    assert kind(*cells) is RowKind.BLANK


def test_the_header_of_a_next_page_is_told() -> None:
    assert kind(*HEADERS) is RowKind.REPEATED_HEADER


@pytest.mark.parametrize(
    "cells",
    [["", "*) Pagu masih indikatif"], ["I. Smart Governance", "", "", "", ""], ["A", "Pilar"]],
)
def test_other_words_are_a_remark_and_said(cells: list[Any]) -> None:
    (_, row, _) = below([ENTRY, cells, ENTRY])

    assert row.kind is RowKind.REMARK
    assert cells[0] in row.text
    assert cells[1] in row.text


def test_a_value_merged_downwards_holds_for_each_of_its_rows() -> None:
    rows = [
        ENTRY,
        ["RA-2", None, "1/2/2026", "2/2/2026", 5],
        ["RA-3", None, "1/3/2026", "2/3/2026"],
    ]

    read = below(rows, Merge(1, 1, 3, 1))

    assert [row.cells[1] for row in read] == ["Desa digital"] * 3
    assert {row.kind for row in read} == {RowKind.ENTRY}


def test_a_value_merged_sideways_stays_where_it_is() -> None:
    (row,) = below([["RA-1", "Desa digital", None, None, 5]], Merge(1, 1, 1, 3))

    assert row.cells[1:4] == ["Desa digital", None, None]


def test_rows_keep_their_numbers() -> None:
    assert [row.number for row in below([ENTRY, [], ENTRY])] == [1, 2, 3]
