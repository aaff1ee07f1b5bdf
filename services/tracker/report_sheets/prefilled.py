"""The workbook of an agency's open items, to be filled in and sent back. Pure."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter

from tracker.items.item import Item
from tracker.reporting.obstacle_categories import ObstacleCategories
from tracker.reporting.report_columns import (
    LAST_DAY,
    LAST_MONEY,
    LAST_PERCENT,
    REPORTS,
    TITLE,
)
from tracker.reporting.workbook import LISTS

INSTRUCTION = (
    "Isi hanya sel kuning: tanggal, fisik, lalu yang lain bila ada. Baris tanpa isian bukan "
    "laporan; uang yang kosong tetap seperti semula."
)
HEADER_ROW = 1
BESIDE = (("Kode", 14), (TITLE, 30), (LAST_DAY, 13), (LAST_PERCENT, 10), (LAST_MONEY, 18))
"""The locked columns, and their widths in letters."""
TO_FILL = (
    ("as_of", 13),
    ("physical_percent", 9),
    ("budget_realised", 18),
    ("obstacle_category", 24),
    ("obstacle", 30),
    ("follow_up", 30),
    ("note", 24),
)
DAY, PERCENT, MONEY, TEXT = "dd/mm/yyyy", 'General"%"', "#,##0", "@"
FORMATS = {"as_of": DAY, "physical_percent": PERCENT, "budget_realised": MONEY}
FIRST_DAY = date(2000, 1, 1)
MONEY_MOST = 10**15
YELLOW, GREY = "#FFF8D6", "#EEF1F4"


def prefilled(items: Sequence[Item], categories: ObstacleCategories) -> bytes:
    """An .xlsx file: a row for each item with its latest figures, which are locked without a
    password, and empty cells for the next report. A text is always a string cell.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet(REPORTS.name)
    _headers(book, sheet)
    last = HEADER_ROW + max(1, len(items))
    _columns_to_fill(book, sheet, last if items else HEADER_ROW)
    locked = {code: _format(book, code) for code in (TEXT, DAY, PERCENT, MONEY)}
    for row, item in enumerate(items, HEADER_ROW + 1):
        _beside(sheet, row, item, locked)
    _choices(book, sheet, categories, last)
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    book.close()
    return file.getvalue()


def _format(book: Any, code: str) -> Any:
    return book.add_format(
        {"num_format": code, "bg_color": GREY, "text_wrap": code == TEXT, "valign": "top"}
    )


def _headers(book: Any, sheet: Any) -> None:
    bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
    sheet.write_string(0, 0, INSTRUCTION, book.add_format({"italic": True}))
    widths = [*BESIDE, *((REPORTS.header(name), width) for name, width in TO_FILL)]
    for column, (header, width) in enumerate(widths):
        sheet.write_string(HEADER_ROW, column, header, bold)
        sheet.set_column(column, column, width)


def _columns_to_fill(book: Any, sheet: Any, last: int) -> None:
    for column, (name, _) in enumerate(TO_FILL, len(BESIDE)):
        look = {
            "num_format": FORMATS.get(name, TEXT),
            "bg_color": YELLOW,
            "border": 1,
            "border_color": "#D9D2A6",
            "text_wrap": name not in FORMATS,
            "valign": "top",
            "locked": False,
        }
        empty = book.add_format(look)
        for row in range(HEADER_ROW + 1, last + 1):
            sheet.write_blank(row, column, None, empty)


def _beside(sheet: Any, row: int, item: Item, locked: dict[str, Any]) -> None:
    latest = item.progress.latest
    spent = None if item.budget_as_of is None else item.budget_realised
    sheet.write_string(row, 0, item.item_id, locked[TEXT])
    sheet.write_string(row, 1, item.plan.title, locked[TEXT])
    for column, value, code in (
        (2, latest and latest.as_of, DAY),
        (3, latest and latest.physical_percent, PERCENT),
        (4, spent, MONEY),
    ):
        if isinstance(value, date):
            sheet.write_datetime(row, column, value, locked[code])
        elif value is None:
            sheet.write_blank(row, column, None, locked[code])
        else:
            sheet.write_number(row, column, value, locked[code])


def _choices(book: Any, sheet: Any, categories: ObstacleCategories, last: int) -> None:
    """What may be written: a day up to today, a percentage, rupiah; categories are offered."""
    lists = book.add_worksheet(LISTS)
    lists.hide()
    for row, one in enumerate(categories.categories):
        lists.write_string(row, 0, one.indonesian)
    rules: dict[str, dict[str, Any]] = {
        "as_of": {
            "validate": "date",
            "criteria": "between",
            "minimum": FIRST_DAY,
            "maximum": "=TODAY()",
            "error_title": "Per tanggal",
            "error_message": "Isi tanggal, paling lambat hari ini, misalnya 31/10/2026.",
        },
        "physical_percent": {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": 100,
            "error_title": "Fisik",
            "error_message": "Isi angka 0 sampai 100, misalnya 45 atau 45,5.",
        },
        "budget_realised": {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": MONEY_MOST,
            "error_title": "Realisasi keuangan",
            "error_message": "Isi rupiah sampai tanggal itu, tanpa pecahan.",
        },
        "obstacle_category": {
            "validate": "list",
            "source": f"='{LISTS}'!$A$1:$A${len(categories.categories)}",
            "error_type": "warning",
            "error_title": "Kategori kendala",
            "error_message": "Tidak ada dalam daftar; tetap dipakai?",
        },
    }
    for column, (name, _) in enumerate(TO_FILL, len(BESIDE)):
        if name in rules:
            sheet.data_validation(HEADER_ROW + 1, column, last, column, rules[name])
