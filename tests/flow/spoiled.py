"""The sample's plan workbook with fifteen cells that cannot be right."""

import io
from datetime import date

import python_calamine
import xlsxwriter

SHEET = "Rencana Aksi"

SPOILED: tuple[tuple[str, object], ...] = (
    ("Kode", "kode dengan spasi"),
    ("Jenis", "Sambilan"),
    ("Pilar", "Smart Langit"),
    ("Program/Kegiatan", ""),
    ("Perangkat Daerah", "Dinas Antariksa"),
    ("OPD Pendukung", "Dinas Samudra"),
    ("Mitra", "PT Contoh (makhluk)"),
    ("Perdesaan", "Mungkin"),
    ("Mulai", "31 Februari 2026"),
    ("Selesai", "1 Januari 2001"),
    ("Tonggak", "Tahap I | kapan-kapan | 30%"),
    ("Baseline", "nol besar"),
    ("Pagu (Rp)", "banyak"),
    ("Pagu (Rp)", -5_000_000),
    ("Bobot", 0),
)
"""Header and the value that is put under it, one row each."""

_APART = 7


def spoiled(workbook: bytes) -> tuple[bytes, list[str]]:
    """The workbook with each of SPOILED in a row of its own, and the cells' addresses."""
    source = python_calamine.load_workbook(io.BytesIO(workbook))
    cells: list[str] = []
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"}) as book:
        for name in source.sheet_names:
            sheet_rows = source.get_sheet_by_name(name).to_python(skip_empty_area=False)
            rows: list[list[object]] = [list(row) for row in sheet_rows]
            if name == SHEET:
                cells = _spoil(rows)
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(number, column, value)
                    elif value != "":
                        sheet.write(number, column, value)
    return out.getvalue(), cells


def _spoil(rows: list[list[object]]) -> list[str]:
    top = next(number for number, row in enumerate(rows) if row[0] == "Kode")
    headers = [below or above for above, below in zip(rows[top], rows[top + 1], strict=True)]
    items = [number for number, row in enumerate(rows) if str(row[0]).startswith("KKR-")]
    cells = []
    for (header, value), number in zip(SPOILED, items[::_APART], strict=False):
        column = headers.index(header)
        rows[number][column] = value
        cells.append(f"{chr(ord('A') + column)}{number + 1}")
    return cells
