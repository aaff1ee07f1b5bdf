"""Writes the workbooks of an import of accounts: an empty one to fill in, and the one-time
passwords. Pure.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from planner.account_sheets.account_file import ACCOUNTS_MOST, CHOICES
from planner.account_sheets.columns import ACCOUNTS, ALL_REGIONS

WIDTHS = {"username": 26, "role": 30, "agency": 44, "also": 30, "region": 16}
HINTS: Mapping[str, tuple[str, str]] = {
    "username": ("Nama pengguna", "Nama jabatan, bukan nama orang: dinkes.pptk"),
    "also": ("Plt.", "Biasanya kosong. Beberapa perangkat daerah dipisah titik koma."),
}
"""A heading of at most 32 letters and what is said beside a cell of the column."""
PASSWORD_COLUMNS = ("Nama pengguna", "Perangkat daerah", "Peran", "Kata sandi sekali pakai")


def write_template(
    roles: Sequence[str], agencies: Sequence[str], regions: Sequence[str], *, may_name_all: bool
) -> bytes:
    """An .xlsx file with every column, and the words to choose from in a sheet of their own."""
    choices = {
        "role": roles,
        "agency": agencies,
        "region": [*regions, *([ALL_REGIONS] if may_name_all else [])],
    }
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
    text = book.add_format({"num_format": "@"})
    sheet, listed = book.add_worksheet(ACCOUNTS.name), book.add_worksheet(CHOICES)
    for number, column in enumerate(ACCOUNTS.columns):
        sheet.write_string(0, number, column.header, bold)
        sheet.set_column(number, number, WIDTHS[column.field], text)
        if words := choices.get(column.field):
            place = list(choices).index(column.field)
            _list(listed, place, column.header, words, bold)
            letter = chr(ord("A") + place)
            source = f"={CHOICES}!${letter}$2:${letter}${len(words) + 1}"
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            sheet.data_validation(1, number, ACCOUNTS_MOST, number, rule)
        elif hint := HINTS.get(column.field):
            rule = {"validate": "any", "input_title": hint[0], "input_message": hint[1]}
            sheet.data_validation(1, number, ACCOUNTS_MOST, number, rule)
    sheet.freeze_panes(1, 1)
    book.close()
    return file.getvalue()


def _list(sheet: Any, place: int, header: str, words: Sequence[str], bold: Any) -> None:
    sheet.write_string(0, place, header, bold)
    sheet.set_column(place, place, 40)
    for row, word in enumerate(words, 1):
        sheet.write_string(row, place, word)


def write_passwords(rows: Iterable[Sequence[str]]) -> bytes:
    """An .xlsx file of `PASSWORD_COLUMNS`, one row for each account, to be printed and cut."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("Kata sandi")
    bold = book.add_format({"bold": True, "bottom": 1})
    typed = book.add_format({"font_name": "Courier New"})
    for number, (header, width) in enumerate(zip(PASSWORD_COLUMNS, (26, 40, 30, 26), strict=True)):
        sheet.write_string(0, number, header, bold)
        sheet.set_column(number, number, width)
    for row, cells in enumerate(rows, 1):
        *others, password = cells
        for number, cell in enumerate(others):
            sheet.write_string(row, number, cell)
        sheet.write_string(row, len(others), password, typed)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    book.close()
    return file.getvalue()
