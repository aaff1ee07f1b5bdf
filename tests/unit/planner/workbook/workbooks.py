"""Workbooks for tests: a clean plan as rows of cells, and the four kinds of file to put it in."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from chassis.sheets.limits import DEFAULT
from planner.agencies.stored import StoredAgency
from planner.items.stored import StoredItem
from planner.workbook.judging import JudgedPlan, judge, read_for

Cells = list[list[Any]]
Sheets = dict[str, Cells]

HEADERS = [
    "Kode", "Jenis", "Pilar", "Buku", "Program/Kegiatan", "Perangkat Daerah", "OPD Pendukung",
    "Mitra", "Kecamatan", "Desa/Kelurahan", "Perdesaan", "Mulai", "Selesai", "Tonggak",
    "Indikator", "Satuan", "Baseline", "Target", "Pagu (Rp)", "Sumber Dana", "RPJMD", "Bobot",
    "Keterangan",
]  # fmt: skip
AGENCY_HEADERS = [
    "Kode", "Nama", "Jenis", "Alias", "Email PPTK", "Email Kabid", "Email Kepala",
    "Email Tim Pelaksana",
]  # fmt: skip
HEADER_ROW = 3
"""Spreadsheet row of the header in `plan_rows`; items begin one below."""


def column(header: str) -> int:
    """Where a plan column stands, from 0."""
    return HEADERS.index(header)


def item_cells(number: int) -> list[Any]:
    """The row of one item."""
    return [
        f"RA-{number:03}", "Quick Win" if number % 3 == 0 else "Aksi", "Smart Living",
        "Rencana Aksi", f"Layanan kesehatan daring {number}", "dinas kesehatan",
        "DISKOMINFO; Bappeda Kukar", "Universitas Mulawarman (akademisi)", "Sanga-Sanga",
        "Sarijaya", "Ya", date(2026, 1, 5), "31 Desember 2026",
        "Siap | 31 Maret 2026 | 30%; Uji coba | 30/6/2026 | 40%", "Desa terlayani", "desa",
        10, 50 + number, "Rp 1.250.000.000", "APBD", "Kukar Idaman", 2, "contoh",
    ]  # fmt: skip


def agency_cells() -> Cells:
    """The agencies' sheet."""
    return [
        AGENCY_HEADERS,
        ["DINKES", "Dinas Kesehatan", "dinas", "Dinkes Kukar; Dinkes", "pptk@dinkes.example",
         "kabid@dinkes.example", "kepala@dinkes.example", ""],
        ["DISKOMINFO", "Dinas Komunikasi dan Informatika", "dinas", "Kominfo", "", "", "", ""],
        ["BAPPEDA", "Badan Perencanaan Pembangunan Daerah", "badan", "Bappeda Kukar", "", "", "",
         ""],
        ["TIM-PELAKSANA", "Tim Pelaksana Smart City", "tim_pelaksana", "", "", "", "",
         "tim@kukar.example; cadangan@kukar.example"],
    ]  # fmt: skip


def plan_cells(items: int = 20) -> Cells:
    """The plan's sheet: titles, header, items, a subtotal, a signature."""
    blank: list[Any] = [""] * len(HEADERS)
    subtotal = list(blank)
    subtotal[column("Program/Kegiatan")] = "Jumlah"
    subtotal[column("Pagu (Rp)")] = 25_000_000_000
    signature = list(blank)
    signature[column("Mulai")] = "Tenggarong, 5 Januari 2026"
    rows = [["RENCANA AKSI SMART CITY"], ["KABUPATEN KUTAI KARTANEGARA"], list(HEADERS)]
    return [*rows, *(item_cells(n) for n in range(1, items + 1)), subtotal, blank, signature]


def clean(items: int = 20) -> Sheets:
    """A workbook in which nothing is wrong."""
    return {"Rencana Aksi": plan_cells(items), "Perangkat Daerah": agency_cells()}


def xlsx(sheets: Sheets, merges: Sequence[tuple[str, str, Any]] = ()) -> bytes:
    """An .xlsx file; `merges` are (sheet, range, value)."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for r, cells in enumerate(rows):
            for c, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(r, c, cell)
                elif isinstance(cell, str) and cell.startswith("#"):
                    sheet.write_formula(r, c, "=1/0", None, cell)
                elif cell != "":
                    sheet.write(r, c, cell)
        for where, area, value in merges:
            if where == name:
                sheet.merge_range(area, value)
    book.close()
    return file.getvalue()


def xls(sheets: Sheets) -> bytes:
    """An .xls file."""
    book = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for r, cells in enumerate(rows):
            for c, cell in enumerate(cells):
                if cell != "":
                    style = (day,) if isinstance(cell, date) else ()
                    sheet.write(r, c, cell, *style)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def ods(sheets: Sheets) -> bytes:
    """An .ods file."""
    document = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for cells in rows:
            row = TableRow()
            for cell in cells:
                row.addElement(_ods_cell(cell))
            table.addElement(row)
        document.spreadsheet.addElement(table)
    file = io.BytesIO()
    document.write(file)
    return file.getvalue()


def _ods_cell(cell: Any) -> TableCell:
    if cell == "":
        return TableCell()
    if isinstance(cell, date):
        made = TableCell(valuetype="date", datevalue=cell.isoformat())
    elif isinstance(cell, int | float):
        made = TableCell(valuetype="float", value=str(cell))
    else:
        made = TableCell(valuetype="string")
    made.addElement(P(text=str(cell)))
    return made


def csv_of(rows: Cells, delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """A .csv file of one sheet."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)


class Kept:
    """What the planner would have after an import: a store of a few lines."""

    def __init__(self, region: str = "kukar") -> None:
        self.region = region
        self.agencies: dict[str, StoredAgency] = {}
        self.items: dict[str, StoredItem] = {}

    def judge(self, data: bytes, *, partial: bool = False, region: str | None = None) -> JudgedPlan:
        """The outcome of every row of a file."""
        region = region or self.region
        file = read_for(data, DEFAULT, self.agencies, region)
        return judge(file, agencies=self.agencies, items=self.items, region=region, partial=partial)

    def take(self, data: bytes) -> JudgedPlan:
        """Judge a file, and keep what it brings."""
        judged = self.judge(data)
        assert [fault.body("en") for v in judged.rows for fault in v.faults] == []
        for one in judged.agencies:
            if one.draft:
                kept = StoredAgency(one.draft, self.region, one.version + 1)
                self.agencies[one.draft.agency] = kept
        for row in judged.items:
            if row.draft:
                self.items[row.draft.item_id] = StoredItem(row.draft, self.region, row.version + 1)
        return judged


def counts(judged: JudgedPlan) -> tuple[int, int, int, int]:
    """accepted, changed, unchanged, refused."""
    body = judged.body("id")
    return body["accepted"], body["changed"], body["unchanged"], body["refused"]
