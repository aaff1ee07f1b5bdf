"""Every header of a sheet, as the plan and reports use them."""

from typing import Any

from chassis.sheets.columns import Column, Table
from chassis.sheets.header_row import find_header
from chassis.sheets.table_headers import headers_in
from chassis.sheets.workbook import Sheet

TABLE = Table.of(
    "Uji",
    Column("code", "Kode", (), True, identifies=True),
    Column("title", "Kegiatan", ("rencana aksi",), True),
    Column("money", "Pagu", (), amount=True),
)


def sheet(*rows: list[Any]) -> Sheet:
    return Sheet("Satu", [list(cells) for cells in rows])


def test_a_title_that_is_a_known_header_as_well_is_none_of_the_header() -> None:
    titled = sheet(["RENCANA AKSI"], ["(dalam juta rupiah)"], ["Kode", "Kegiatan", "Pagu"])

    header = find_header(titled, TABLE)
    assert header is not None
    assert (header.first_row, header.last_row) == (2, 2)
    assert headers_in(titled, TABLE)[0].places["money"].lines_above == (
        "RENCANA AKSI",
        "(dalam juta rupiah)",
    )


def test_an_entry_above_a_repeated_header_is_none_of_a_further_header() -> None:
    head = ["Kode", "Kegiatan", "Pagu"]
    entry: list[Any] = ["A-1", "Rencana Aksi", 5]

    assert [one.last_row for one in headers_in(sheet(head, entry, head, entry), TABLE)] == [0]


def test_a_further_header_is_found_below_any_number_of_rows_with_its_words() -> None:
    head, other = ["Kode", "Kegiatan", "Pagu"], ["Pagu", "Kode", "Kegiatan"]
    entries = [[f"A-{number}", "Rencana Aksi", "5"] for number in range(300)]

    assert [one.last_row for one in headers_in(sheet(head, *entries, other), TABLE)] == [0, 301]


def test_a_row_with_days_or_several_figures_is_no_header_but_one_with_years_is() -> None:
    head, years = ["Kode", "Kegiatan", "Pagu"], ["Kegiatan", "Kode", 2026, 2027, 2028, 2029]
    entry: list[Any] = ["Kode", "Kegiatan", 10, 20, 30]

    assert [one.last_row for one in headers_in(sheet(head, entry, years), TABLE)] == [0, 2]
