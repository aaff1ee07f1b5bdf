"""What is read of an export of SIPD, as lines of text, with the figures that differ."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from chassis.files.readers import FileReaders
from contracts.wording import MONTHS
from tracker.settings import Settings
from tracker.sipd.amount import Key
from tracker.sipd.column import YEAR_MONTHS, Measure, Months
from tracker.sipd.sipd_file import MonthsAre, SheetKind, SipdFile, SipdSheet
from tracker.sipd.table import LeftOutKind
from tracker.sipd.workbook import read_sipd

SHOWN_MOST = 20
"""Differences and unreadable cells of a file that are listed; the others are counted."""
KINDS = {
    SheetKind.CASH_PLAN: "RAK",
    SheetKind.REALISATION: "LRA",
    SheetKind.REPEAT: "ulangan",
    SheetKind.HIDDEN: "tersembunyi",
    SheetKind.UNKNOWN: "tidak dibaca",
}
MEASURES = {
    Measure.BUDGET: "pagu",
    Measure.CASH_PLAN: "rencana kas",
    Measure.REALISATION: "realisasi",
}
LEFT_OUT = {
    LeftOutKind.TITLE: "di atas tabel (above the table)",
    LeftOutKind.HEADER: "judul berulang (header again)",
    LeftOutKind.COLUMN_NUMBERS: "nomor kolom (column numbers)",
    LeftOutKind.TOTAL: "baris jumlah, hanya dibandingkan (total, only compared)",
    LeftOutKind.SUBTOTAL: "baris subtotal (subtotal)",
    LeftOutKind.SIGNATURE: "baris tanda tangan (signature)",
    LeftOutKind.REMARK: "baris keterangan (remark)",
    LeftOutKind.HIDDEN_ROWS: "baris tersembunyi (hidden row)",
    LeftOutKind.HIDDEN_COLUMNS: "kolom tersembunyi (hidden column)",
    LeftOutKind.RATIO_COLUMN: "kolom persen, sisa atau selisih (ratio, rest or difference)",
    LeftOutKind.OTHER_COLUMN: "kolom lain (other column)",
    LeftOutKind.BESIDE_TABLE: "di luar tabel (outside the table)",
}


async def read_export(path: Path, settings: Settings) -> SipdFile:
    """The file's content, read in a child process with limits. Raises FileRefused, OSError."""
    readers = FileReaders(read_sipd, settings, warm_first=False)
    try:
        return await readers.read(await asyncio.to_thread(readers.opened, path))
    finally:
        await readers.close()


def export_lines(file: SipdFile) -> Iterator[str]:
    """What is read, a line for each sheet with the sums of its lowest rows, and which numbers are
    left out; then what differs and what could not be read.
    """
    for sheet in file.sheets:
        yield from _sheet_lines(sheet, file)
    differ = [f"{one.sheet}!{one.cell}: {one.message.indonesian}" for one in file.differences]
    unread = [f"{one.sheet}!{one.cell}: {one.fault.message.indonesian}" for one in file.faults]
    for what, those in (
        ("selisih (differences)", differ),
        ("sel tidak terbaca (unreadable cells)", unread),
    ):
        yield f"{len(those)} {what}"
        yield from (f"  {text}" for text in those[:SHOWN_MOST])
        if len(those) > SHOWN_MOST:
            yield f"  dan {len(those) - SHOWN_MOST} lagi (more)"


def _sheet_lines(sheet: SipdSheet, file: SipdFile) -> Iterator[str]:
    said = f": {sheet.reason.indonesian}" if sheet.reason else ""
    about = " ".join(filter(None, (sheet.agency, str(sheet.year or ""))))
    yield f"{sheet.name}: {KINDS[sheet.kind]}{said} {about}".rstrip()
    if sheet.rows:
        yield from (f"  {remark.indonesian}" for remark in sheet.remarks)
        left = sum(one.count for one in file.left_out if one.sheet == sheet.name)
        yield f"  {sheet.rows} baris (rows), {left} dilewati (left out), bulan {sheet.months_are}"
        yield from _sum_lines(sheet, file)
        yield from _left_out_lines(sheet, file)


def _sum_lines(sheet: SipdSheet, file: SipdFile) -> Iterator[str]:
    """The sums of the lowest rows; rows without the amount are counted: unknown is not zero."""
    leaves = [row for row in file.rows if row.sheet == sheet.name and row.is_leaf]
    sums, filled = Counter[Key](), Counter[Key]()
    for row in leaves:
        for amount in row.amounts:
            sums[amount.key] += amount.rupiah
            filled[amount.key] += 1
    for key, rupiah in sums.items():
        unknown = len(leaves) - filled[key]
        blank = f", {unknown} baris tanpa angka (rows without)" if unknown else ""
        yield f"  {_named(key)}: {_rupiah(rupiah)}{blank}"
    if all((Measure.CASH_PLAN, (m, m), "") in sums for m in range(1, 13)):
        yield from _year_lines(sums, sheet.months_are)


def _year_lines(sums: Mapping[Key, int], months_are: MonthsAre) -> Iterator[str]:
    """The plan of the year by its months, beside that of its own column."""
    months = [sums[Measure.CASH_PLAN, (m, m), ""] for m in range(1, 13)]
    year = {MonthsAre.PER_MONTH: sum(months), MonthsAre.CUMULATIVE: months[-1]}.get(months_are)
    told = "belum pasti: per bulan atau kumulatif (ambiguous)" if year is None else _rupiah(year)
    yield f"  rencana kas setahun menurut bulannya (by its months): {told}"


def _left_out_lines(sheet: SipdSheet, file: SipdFile) -> Iterator[str]:
    for one in file.left_out:
        if one.sheet == sheet.name and one.cells:
            more = f" dan {one.more} rentang lagi (more)" if one.more else ""
            yield f"  dilewati (left out) {LEFT_OUT[one.kind]}: {', '.join(one.cells)}{more}"


def _named(key: Key) -> str:
    measure, months, group = key
    return " ".join(filter(None, (MEASURES[measure], _span(months), group)))


def _span(months: Months | None) -> str:
    if months is None:
        return ""
    if months == YEAR_MONTHS:
        return "setahun"
    first, last = (MONTHS[month - 1] for month in months)
    return first if first == last else f"{first}-{last}"


def _rupiah(rupiah: int) -> str:
    return f"Rp {rupiah:,}".replace(",", ".")
