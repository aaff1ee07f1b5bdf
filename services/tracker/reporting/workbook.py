"""Reads a spreadsheet of reports into rows, with a fault for each unreadable cell. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP
from typing import Any

from chassis.sheets.calendar_date import read_day
from chassis.sheets.cell import Cell, cell_address, has_no_value, shown
from chassis.sheets.columns import Column, Table
from chassis.sheets.entry import Entry
from chassis.sheets.figure import as_number, read_figure
from chassis.sheets.footnote import without_footnote
from chassis.sheets.header_row import Header, find_header
from chassis.sheets.legible import legible
from chassis.sheets.limits import DEFAULT, Limits
from chassis.sheets.note import Note, fewer, note
from chassis.sheets.percent_column import PercentColumn, decide, figures_in
from chassis.sheets.refusal import FileRefused, Unreadable
from chassis.sheets.rows import RowKind, SheetRow, rows_below, sheet_ignored
from chassis.sheets.workbook import Sheet, read_sheets
from contracts.report_content import COUNTS

REPORTS = Table.of(
    "Laporan",
    Column("item_id", "Kode", ("kode rencana aksi", "kode kegiatan", "id"), True),
    Column("as_of", "Per Tanggal", ("tanggal", "keadaan per", "posisi per", "as of", "tgl"), True),
    Column(
        "physical_percent",
        "Fisik (%)",
        ("realisasi fisik", "realisasi fisik kumulatif", "progres fisik", "prosentase fisik"),
        True,
    ),
    Column(
        "budget_realised",
        "Realisasi Keuangan (Rp)",
        ("realisasi keuangan", "realisasi anggaran", "realisasi", "akumulasi keuangan"),
    ),
    Column("note", "Keterangan", ("ket", "catatan")),
    Column("obstacle", "Kendala", ("hambatan", "permasalahan")),
    Column("follow_up", "Tindak Lanjut", ("rencana tindak lanjut", "solusi")),
    Column("obstacle_category", "Kategori Kendala", ("jenis kendala", "kelompok kendala")),
    Column("people_reached", "Penerima Manfaat (orang)", ("penerima manfaat", "jumlah penerima")),
    Column("corrects", "Mengoreksi Laporan", ("nomor laporan yang dikoreksi",)),
)
REQUIRED = frozenset(column.field for column in REPORTS.required)
ROWS_MOST = 5_000


@dataclass(slots=True)
class ReportFile:
    """The rows of a file, and the notes on how they were read."""

    entries: list[Entry[dict[str, Any]]]
    notes: list[Note]


def read_reports(data: bytes, limits: Limits = DEFAULT) -> ReportFile:
    """The reports in a workbook. Raises FileRefused when it cannot be read or has none."""
    read = ReportFile([], [])
    for sheet in read_sheets(data, limits):
        header = find_header(sheet, REPORTS)
        if header is None or header.missing:
            if any(sheet.rows):
                read.notes.append(sheet_ignored(sheet))
            continue
        _read_sheet(sheet, header, read)
    if not read.entries:
        columns = ", ".join(column.header for column in REPORTS.required)
        raise FileRefused.because("no-table", columns=columns)
    if len(read.entries) > ROWS_MOST:
        facts = {"sheet": REPORTS.name, "rows": len(read.entries), "limit": ROWS_MOST}
        raise FileRefused.because("too-many-rows", **facts)
    return ReportFile([entry.slim() for entry in read.entries], fewer(read.notes))


def _read_sheet(sheet: Sheet, header: Header, read: ReportFile) -> None:
    rows = []
    for row in rows_below(sheet, header):
        if row.kind is RowKind.ENTRY:
            rows.append(row)
        elif row.kind is not RowKind.BLANK:
            read.notes.append(note(row.kind.value, sheet.name, row.number + 1, text=row.text))
    place = header.places["physical_percent"]
    column = decide(figures_in(_column(rows, place.column)))
    if column.note:
        where = f"{place.header} {place.letters}"
        read.notes.append(note(column.note, sheet.name, None, where))
    read.entries += [_entry(sheet.name, header, row, column) for row in rows]


def _column(rows: Sequence[SheetRow], number: int) -> list[Cell]:
    return [row.cells[number] for row in rows if number < len(row.cells)]


def _entry(
    sheet: str, header: Header, row: SheetRow, percents: PercentColumn
) -> Entry[dict[str, Any]]:
    readers: dict[str, Callable[[Cell], str | float | int | date]] = {
        "item_id": _code,
        "as_of": read_day,
        "physical_percent": lambda cell: as_number(percents.points(read_figure(cell))),
        "budget_realised": _rupiah,
        **dict.fromkeys(COUNTS, _count),
    }
    entry: Entry[dict[str, Any]] = Entry(sheet, row.number, header, row.cells, {})
    for field, place in header.places.items():
        cell = row.cells[place.column] if place.column < len(row.cells) else None
        try:
            cell = legible(cell)
            if not has_no_value(cell):
                entry.fields[field] = readers.get(field, _text)(cell)
            elif field in REQUIRED:
                raise Unreadable("missing")
        except Unreadable as error:
            entry.faults.append(error.fault(field, cell_address(row.number, place.column)))
    return entry


def _code(cell: Cell) -> str:
    if isinstance(cell, date):
        raise Unreadable("not-text", value=shown(cell))
    return _text(cell)


def _text(cell: Cell) -> str:
    return without_footnote(shown(cell))


def _rupiah(cell: Cell) -> int:
    return int(read_figure(cell, money=True).amount.to_integral_value(ROUND_HALF_UP))


def _count(cell: Cell) -> int:
    amount = read_figure(cell).amount
    if amount != amount.to_integral_value():
        raise Unreadable("not-whole", value=shown(cell))
    return int(amount)
