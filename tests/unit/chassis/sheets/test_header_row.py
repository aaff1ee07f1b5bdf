from typing import Any

import pytest

from chassis.sheets.header_row import Header, find_header
from chassis.sheets.workbook import Merge, Sheet
from tests.unit.chassis.sheets.files import HEADERS, TABLE


def found(rows: list[list[Any]], *merges: Merge) -> Header:
    header = find_header(Sheet("Lembar 1", rows, merges), TABLE)
    assert header is not None
    return header


def columns_of(header: Header) -> dict[str, int]:
    return {field: place.column for field, place in header.places.items()}


ENTRY: list[Any] = ["RA-1", "Desa digital", "1 Januari 2026", "2 Januari 2026", 5]
IN_ORDER = {"code": 0, "name": 1, "start": 2, "due": 3, "budget": 4}


@pytest.mark.parametrize("above", [0, 1, 7, 300])
def test_a_header_is_found_wherever_it_stands(above: int) -> None:
    title: list[Any] = ["RENCANA AKSI", None, 2026]
    header = found([title] * above + [HEADERS, ENTRY])

    assert (header.first_row, header.last_row) == (above, above)
    assert columns_of(header) == IN_ORDER
    assert header.missing == ()


@pytest.mark.parametrize(
    "written",
    [
        ["KODE", "nama", " Mulai ", "SELESAI*", "Pagu(Rp)"],
        ["Kode\nKegiatan", "Uraian", "Waktu Mulai", "waktu_selesai", "pagu"],
        ["kode-kegiatan", "Nama (lengkap)", "Mulai:", "Selesai (tanggal)", "PAGU (Rp ribu)"],
        ["code", "name", "start", "due", "budget"],
    ],
)
def test_case_marks_aliases_and_brackets_make_no_difference(written: list[str]) -> None:
    assert columns_of(found([written, ENTRY])) == IN_ORDER


def test_columns_may_stand_in_any_order_among_others() -> None:
    header = found([["No", "Selesai", "Nama", "Ket", "Mulai", "Kode"]])

    assert columns_of(header) == {"due": 1, "name": 2, "start": 4, "code": 5}
    assert [(place.header, place.letters) for place in header.unknown] == [
        ("No", "A"),
        ("Ket", "D"),
    ]


def test_a_merged_parent_of_two_columns_belongs_to_the_header() -> None:
    top = ["Kode", "Nama", "Waktu", None, "Pagu (Rp)"]
    below = [None, None, "Mulai", "Selesai", None]
    merges = [Merge(0, c, 1, c) for c in (0, 1, 4)] + [Merge(0, 2, 0, 3)]

    header = found([["RENCANA"], top, below, ENTRY], *(_lower(merge) for merge in merges))

    assert (header.first_row, header.last_row) == (1, 2)
    assert columns_of(header) == IN_ORDER
    assert header.places["due"].header == "Selesai"
    assert header.places["due"].wording == "Waktu Selesai"


def _lower(merge: Merge) -> Merge:
    return Merge(merge.top + 1, merge.left, merge.bottom + 1, merge.right)


def test_a_parent_that_gives_its_children_their_meaning_is_read_with_them() -> None:
    table_top = ["Kode", "Nama", "Waktu", None]
    below = ["", "", "mulai", "selesai"]

    header = found([table_top, below, ENTRY], Merge(0, 2, 0, 3))

    assert columns_of(header) == {"code": 0, "name": 1, "start": 2, "due": 3}


def test_a_header_of_three_rows_is_one() -> None:
    rows = [
        ["Kode", "Nama", "Pelaksanaan", None],
        [None, None, "Waktu", None],
        [None, None, "Mulai", "Selesai"],
        ENTRY,
    ]
    merges = [Merge(0, 0, 2, 0), Merge(0, 1, 2, 1), Merge(0, 2, 0, 3), Merge(1, 2, 1, 3)]

    header = found(rows, *merges)

    assert (header.first_row, header.last_row) == (0, 2)
    assert header.missing == ()


def test_the_first_entry_is_never_taken_for_a_second_row_of_the_header() -> None:
    header = found([HEADERS, ENTRY, ENTRY])

    assert header.last_row == 0


def test_a_row_that_names_two_columns_by_chance_loses_to_the_header() -> None:
    legend = ["Kode", "Nama", "penjelasan"]

    assert found([legend, ["x"], HEADERS, ENTRY]).first_row == 2


def test_of_two_headers_the_first_is_taken() -> None:
    assert found([HEADERS, ENTRY, HEADERS, ENTRY]).first_row == 0


def test_a_column_that_stands_twice_is_read_once_and_the_other_told() -> None:
    header = found([["Kode", "Nama", "Mulai", "Selesai", "Kode Kegiatan"]])

    assert header.places["code"].column == 0
    assert [(field, place.column) for field, place in header.again] == [("code", 4)]


def test_what_is_missing_is_told() -> None:
    header = found([["Kode", "Nama", "Pagu"], ENTRY])

    assert [column.header for column in header.missing] == ["Mulai", "Selesai"]


@pytest.mark.parametrize(
    "rows",
    [[], [[]], [["Halo", "dunia"]], [["Kode"], ["RA-1"]], [[1, 2, 3]], [["Kode " * 40, "Nama"]]],
)
def test_a_sheet_without_two_of_its_columns_is_not_the_table(rows: list[list[Any]]) -> None:
    assert find_header(Sheet("Lembar 1", rows), TABLE) is None


def test_the_header_again_is_told_from_an_entry() -> None:
    header = found([HEADERS, ENTRY])

    assert header.is_repeated_at(["KODE", "Nama", "mulai", "Selesai", "pagu"])
    assert header.is_repeated_at(["Kode", "Nama", "", "", ""])
    assert not header.is_repeated_at(["Kode", "", "", "", ""])
    assert not header.is_repeated_at(list(ENTRY))
    assert not header.is_repeated_at(["RA-1", "Nama", "Mulai", "Selesai", 5])
