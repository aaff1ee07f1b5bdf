"""The sample's plan as the spreadsheet that an office would send. IO through XlsxWriter."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

from contracts import AgencyPublished
from contracts.wording import PARTNERS
from contracts.wording import SMART_PILLARS as PILLARS
from contracts.words import ContactRole, Kind, Milestone
from deploy.sample.calendar import long_date
from deploy.sample.plan import Entry, agencies, alias_names, entries

COLUMNS: tuple[tuple[str, str, int], ...] = (
    ("", "Kode", 15),
    ("", "Jenis", 10),
    ("", "Pilar", 18),
    ("", "Buku", 14),
    ("", "Program/Kegiatan", 52),
    ("", "Perangkat Daerah", 40),
    ("", "OPD Pendukung", 24),
    ("", "Mitra", 36),
    ("Tempat", "Kecamatan", 18),
    ("Tempat", "Desa/Kelurahan", 18),
    ("Tempat", "Perdesaan", 10),
    ("Jadwal", "Mulai", 14),
    ("Jadwal", "Selesai", 20),
    ("", "Tonggak", 60),
    ("Ukuran Hasil", "Indikator", 38),
    ("Ukuran Hasil", "Satuan", 14),
    ("Ukuran Hasil", "Baseline", 12),
    ("Ukuran Hasil", "Target", 20),
    ("Pendanaan", "Pagu (Rp)", 20),
    ("Pendanaan", "Sumber Dana", 14),
    ("", "RPJMD", 34),
    ("", "Bobot", 8),
    ("", "Keterangan", 80),
)
"""Parent header (empty: the header is merged over both rows), header, width."""
HEADERS = tuple(header for _, header, _ in COLUMNS)
TITLE_COLUMN, BUDGET_COLUMN = HEADERS.index("Program/Kegiatan"), HEADERS.index("Pagu (Rp)")
AGENCY_HEADERS = (
    "Kode",
    "Nama",
    "Jenis",
    "Alias",
    "Email PPTK",
    "Email Kabid",
    "Email Kepala",
    "Email Tim Pelaksana",
)
NOTES = (
    "CONTOH UNTUK PERAGAAN, bukan rencana resmi. Nama program dan sumbernya dari halaman publik; "
    "jadwal, bobot, tonggak, mitra, dan OPD pendukung ilustratif.",
    "Pagu dan target ilustratif kecuali bila kolom Keterangan menyebut sumber; alamat email "
    "memakai domain cadangan kukar.example.",
)
TEXT_DATE_AGENCIES = frozenset({"DISDIKBUD", "DINKES", "SETDA-KESRA", "DISPERKIM"})
"""Offices that write dates in words and rupiah with dots, as some real offices do."""


def write_plan(today: date, path: Path) -> int:
    """Write the plan as of `today` to `path`, the same bytes each time; returns the item count."""
    plan = entries(today)
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
    book.set_properties(
        {
            "title": "Rencana Aksi Smart City Kutai Kartanegara (contoh)",
            "author": "Tim Pelaksana Smart City",
            "created": datetime.combine(today, time.min),
        }
    )
    _plan_sheet(book, plan, today)
    _agency_sheet(book)
    book.close()
    return len(plan)


def cells_of(entry: Entry) -> tuple[str | int | float | date | None, ...]:
    """The row of one item, in the order of HEADERS."""
    item, indicator, place = entry.item, entry.item.indicator, entry.item.location
    as_text = item.agency in TEXT_DATE_AGENCIES
    return (
        item.item_id,
        "Quick Win" if item.kind is Kind.QUICK_WIN else "Aksi",
        PILLARS[item.pillar],
        "Quick Wins" if item.kind is Kind.QUICK_WIN else "Rencana Aksi",
        item.title,
        entry.printed_agency,
        "; ".join(item.supporting_agencies),
        "; ".join(f"{partner.name} ({PARTNERS[partner.kind]})" for partner in item.partners),
        place.kecamatan if place else None,
        place.desa if place else None,
        "Ya" if place and place.rural else "Tidak",
        item.start,
        long_date(item.due) if as_text else item.due,
        "; ".join(map(_milestone, item.milestones)),
        indicator.name if indicator else None,
        indicator.unit if indicator else None,
        indicator.baseline if indicator else None,
        (indicator.target_text or indicator.target) if indicator else None,
        f"Rp {item.budget:,}".replace(",", ".") if as_text else item.budget,
        item.budget_source,
        item.rpjmd,
        item.weight,
        entry.remark,
    )


def _milestone(milestone: Milestone) -> str:
    return f"{milestone.name} | {long_date(milestone.due)} | {milestone.weight:g}%"


def _plan_sheet(book: Any, plan: Sequence[Entry], today: date) -> None:
    sheet = book.add_worksheet("Rencana Aksi")
    head = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "border": 1})
    title = book.add_format({"bold": True, "font_size": 14})
    money = book.add_format({"num_format": "#,##0"})
    bold = book.add_format({"bold": True})
    sheet.merge_range(0, 0, 0, 9, "RENCANA AKSI SMART CITY", title)
    sheet.merge_range(1, 0, 1, 9, "KABUPATEN KUTAI KARTANEGARA", title)
    for row, note in enumerate((*NOTES, f"Keadaan per {long_date(today)}"), 2):
        sheet.write(row, 0, note)
    row = _header(sheet, head, 6)
    for pillar, group in groupby(plan, key=lambda entry: entry.item.pillar):
        first = row
        for entry in group:
            _row(sheet, row, cells_of(entry), money)
            row += 1
        total = sum(entry.item.budget for entry in plan if entry.item.pillar is pillar)
        _total(sheet, row, f"Jumlah {PILLARS[pillar]} ({row - first} item)", total, bold)
        row += 1
    _total(sheet, row, "TOTAL", sum(entry.item.budget for entry in plan), bold)
    for below, text in enumerate(_signature(today), row + 3):
        sheet.write(below, BUDGET_COLUMN - 1, text)
    sheet.freeze_panes(8, 5)


def _header(sheet: Any, head: Any, row: int) -> int:
    """Write two header rows with merged parents and one of column numbers; returns the next row."""
    for column, (parent, header, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        if parent:
            sheet.write(row + 1, column, header, head)
        else:
            sheet.merge_range(row, column, row + 1, column, header, head)
        sheet.write(row + 2, column, column + 1, head)
    for parent, group in groupby(range(len(COLUMNS)), key=lambda column: COLUMNS[column][0]):
        columns = list(group)
        if parent:
            sheet.merge_range(row, columns[0], row, columns[-1], parent, head)
    return row + 3


def _row(sheet: Any, row: int, cells: Sequence[object], money: Any) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, date):
            sheet.write_datetime(row, column, datetime.combine(cell, time.min))
        elif column == BUDGET_COLUMN and isinstance(cell, int):
            sheet.write_number(row, column, cell, money)
        elif cell is not None and cell != "":
            sheet.write(row, column, cell)


def _total(sheet: Any, row: int, name: str, total: int, bold: Any) -> None:
    sheet.write(row, TITLE_COLUMN, name, bold)
    sheet.write_number(row, BUDGET_COLUMN, total, bold)


def _signature(today: date) -> Iterator[str]:
    yield f"Tenggarong, {long_date(today)}"
    yield "Mengetahui,"
    yield "Kepala Badan Perencanaan Pembangunan Daerah"
    yield ""
    yield "(tanda tangan)"


def _agency_sheet(book: Any) -> None:
    sheet = book.add_worksheet("Perangkat Daerah")
    head = book.add_format({"bold": True, "border": 1})
    sheet.merge_range(0, 0, 0, 5, "DAFTAR PERANGKAT DAERAH (kode dan alamat ilustratif)")
    for column, header in enumerate(AGENCY_HEADERS):
        sheet.set_column(column, column, 34 if column else 16)
        sheet.write(2, column, header, head)
    for row, agency in enumerate(agencies(), 3):
        for column, cell in enumerate(_agency_cells(agency)):
            sheet.write(row, column, cell)


def _agency_cells(agency: AgencyPublished) -> tuple[str, ...]:
    addresses = {contact.role: contact.email for contact in agency.contacts}
    return (
        agency.agency,
        agency.name,
        agency.kind,
        "; ".join(alias_names(agency.agency)),
        *(addresses.get(role, "") for role in ContactRole),
    )
