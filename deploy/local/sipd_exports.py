"""Exports of SIPD for the demonstration, with invented figures: RAK by month, LRA up to a month."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from contracts.wording import MONTHS

PROGRAM = (
    ("2", "URUSAN PEMERINTAHAN WAJIB YANG TIDAK BERKAITAN DENGAN PELAYANAN DASAR"),
    ("2.11", "URUSAN PEMERINTAHAN BIDANG LINGKUNGAN HIDUP"),
    ("2.11.11", "PROGRAM PENGELOLAAN PERSAMPAHAN"),
    ("2.11.11.2.01", "Pengelolaan Sampah"),
)
"""The rows above the sub kegiatan."""
ACCOUNT = ("5.1.02.01.001.00001", "Belanja Barang dan Jasa")
COLUMNS = ("Kode Rekening", "Uraian", "Anggaran Tahun Ini")


@dataclass(frozen=True, slots=True)
class Spending:
    """A sub kegiatan: what is planned in each of twelve months, and spent so far; whole rupiah."""

    number: int
    name: str
    months: tuple[int, ...]
    spent: int

    @property
    def code(self) -> str:
        """Its code, below the last of `PROGRAM`."""
        return f"{PROGRAM[-1][0]}.{self.number:04}"


def spread(budget: int) -> tuple[int, ...]:
    """A budget over twelve months, more of it late in the year, as agencies spend it."""
    parts = [budget * month // 78 for month in range(1, 13)]
    return (*parts[:-1], budget - sum(parts[:-1]))


def cash_plan(agency: str, year: int, those: Sequence[Spending]) -> bytes:
    """The RAK of an agency."""
    title = f"RENCANA ANGGARAN KAS TAHUN ANGGARAN {year} {agency.upper()}"
    header = (*COLUMNS, "Total RAK", *MONTHS)
    rows = [
        (code, name, sum(months), sum(months), *months)
        for code, name, some in _levels(those)
        for months in [[sum(m) for m in zip(*(one.months for one in some), strict=True)]]
    ]
    return _saved("RAK Belanja", title, header, rows)


def realisation(agency: str, year: int, month: int, those: Sequence[Spending]) -> bytes:
    """The LRA of an agency up to the end of a month."""
    up_to = f"S.D. {MONTHS[month - 1].upper()} {year}"
    title = f"LAPORAN REALISASI ANGGARAN {agency.upper()} TAHUN ANGGARAN {year} {up_to}"
    rows = [
        (code, name, sum(sum(one.months) for one in some), sum(one.spent for one in some))
        for code, name, some in _levels(those)
    ]
    return _saved("LRA", title, (*COLUMNS, f"Realisasi s.d. {MONTHS[month - 1]}"), rows)


def _levels(those: Sequence[Spending]) -> Iterator[tuple[str, str, Sequence[Spending]]]:
    for code, name in PROGRAM:
        yield code, name, those
    for one in those:
        yield one.code, one.name, [one]
        yield *ACCOUNT, [one]


def _saved(name: str, title: str, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet, money = book.add_worksheet(name), book.add_format({"num_format": "#,##0"})
        sheet.write_string(0, 0, title)
        for column, text in enumerate(header):
            sheet.write_string(2, column, text)
        for number, (code, uraian, *amounts) in enumerate(rows, 3):
            sheet.write_string(number, 0, code)
            sheet.write_string(number, 1, uraian)
            for column, amount in enumerate(amounts, 2):
                sheet.write_number(number, column, amount, money)
    return out.getvalue()
