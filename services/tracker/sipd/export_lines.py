"""What is read of an export of SIPD, as lines of text, with the figures that differ."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from chassis.files.readers import FileReaders
from tracker.settings import Settings
from tracker.sipd.column import Measure
from tracker.sipd.sipd_file import SheetKind, SipdFile, SipdSheet
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


async def read_export(path: Path, settings: Settings) -> SipdFile:
    """The file's content, read in a child process with limits. Raises FileRefused, OSError."""
    readers = FileReaders(read_sipd, settings, warm_first=False)
    try:
        return await readers.read(await asyncio.to_thread(readers.opened, path))
    finally:
        await readers.close()


def export_lines(file: SipdFile) -> Iterator[str]:
    """What is read, a line for each sheet with the sums of its lowest rows; then what differs and
    what could not be read.
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
    sums = Counter[tuple[str, str]]()
    for row in file.rows:
        if row.sheet == sheet.name and row.is_leaf:
            for amount in row.amounts:
                if amount.months is None:
                    sums[MEASURES[amount.measure], amount.group] += amount.rupiah
    left = sum(one.count for one in file.left_out if one.sheet == sheet.name)
    if sheet.rows:
        yield f"  {sheet.rows} baris (rows), {left} dilewati (left out), bulan {sheet.months_are}"
    for (measure, group), rupiah in sums.items():
        name = f"{measure} {group}".strip()
        yield f"  {name}: Rp {rupiah:,}".replace(",", ".")
