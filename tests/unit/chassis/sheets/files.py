"""Rows of cells into the four kinds of file, and a table of three columns to look for."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from chassis.sheets import columns
from chassis.sheets.columns import Column

Rows = Sequence[Sequence[Any]]
Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column; all from 0 and inside."""

TABLE = columns.Table.of(
    "Kegiatan",
    Column("code", "Kode", ("kode kegiatan",), True),
    Column("name", "Nama", ("nama kegiatan", "uraian"), True),
    Column("start", "Mulai", ("waktu mulai",), True),
    Column("due", "Selesai", ("waktu selesai",), True),
    Column("budget", "Pagu (Rp)", ("pagu",)),
)
HEADERS: list[Any] = ["Kode", "Nama", "Mulai", "Selesai", "Pagu (Rp)"]


def xlsx(rows: Rows, merges: Sequence[Merge] = ()) -> bytes:
    """An .xlsx file of one sheet; a text that begins with = becomes a formula's cached text."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Lembar 1")
    tops = {merge[:2]: merge for merge in merges}
    for r, cells in enumerate(rows):
        for c, cell in enumerate(cells):
            if (r, c) in tops:
                sheet.merge_range(*tops[r, c], cell)
            elif isinstance(cell, str) and cell.startswith("#"):
                sheet.write_formula(r, c, "=1/0", None, cell)
            elif isinstance(cell, str) and cell:
                sheet.write_string(r, c, cell)
            elif cell is not None and cell != "":
                sheet.write(r, c, cell)
    book.close()
    return file.getvalue()


def xls(rows: Rows, merges: Sequence[Merge] = ()) -> bytes:
    """An .xls file of one sheet."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Lembar 1")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    tops = {merge[:2]: merge for merge in merges}
    for r, cells in enumerate(rows):
        for c, cell in enumerate(cells):
            style = (day,) if isinstance(cell, date) else ()
            if (r, c) in tops:
                top, left, bottom, right = tops[r, c]
                sheet.write_merge(top, bottom, left, right, cell, *style)
            elif cell is not None and cell != "":
                sheet.write(r, c, cell, *style)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def ods(rows: Rows, merges: Sequence[Merge] = ()) -> bytes:
    """An .ods file of one sheet."""
    document = OpenDocumentSpreadsheet()
    table = Table(name="Lembar 1")
    for r, cells in enumerate(rows):
        row = TableRow()
        for c, cell in enumerate(cells):
            row.addElement(_ods_cell(r, c, cell, merges))
        table.addElement(row)
    document.spreadsheet.addElement(table)
    file = io.BytesIO()
    document.write(file)
    return file.getvalue()


def _ods_cell(row: int, column: int, cell: Any, merges: Sequence[Merge]) -> Any:
    about: dict[str, Any] = {}
    for top, left, bottom, right in merges:
        if (row, column) == (top, left):
            about = {
                "numberrowsspanned": bottom - top + 1,
                "numbercolumnsspanned": right - left + 1,
            }
        elif top <= row <= bottom and left <= column <= right:
            return CoveredTableCell()
    if cell is None or cell == "":
        return TableCell(**about)
    if isinstance(cell, date):
        made = TableCell(valuetype="date", datevalue=cell.isoformat(), **about)
    elif isinstance(cell, int | float):
        made = TableCell(valuetype="float", value=str(cell), **about)
    else:
        made = TableCell(valuetype="string", **about)
    made.addElement(P(text=str(cell)))
    return made


def delimited(rows: Rows, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """A .csv file."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A zipped workbook one of whose parts is changed."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as before,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for part in before.namelist():
            content = before.read(part)
            after.writestr(part, change(content) if part == name else content)
    return file.getvalue()
