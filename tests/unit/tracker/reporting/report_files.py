"""What tests read of a file of reports, and the headers of most of them."""

from datetime import date
from typing import Any

from tracker.report_sheets.judging import JudgedSheet, judged
from tracker.reporting.workbook import ReportFile

DAY = date(2026, 10, 31)
CODE, AS_OF, PERCENT, MONEY = "Kode", "Per Tanggal", "Fisik (%)", "Realisasi Keuangan (Rp)"
HEADERS = [CODE, AS_OF, PERCENT, MONEY, "Kendala"]


def faults(file: ReportFile) -> list[tuple[str, str | None]]:
    """Code and cell of each."""
    located = [entry.located(fault) for entry in file.entries for fault in entry.faults]
    return [(fault.fault.code, fault.cell) for fault in located]


def field(file: ReportFile, name: str) -> list[Any]:
    return [entry.fields.get(name) for entry in file.entries]


def note_codes(file: ReportFile) -> list[str]:
    return [note.code for note in file.notes]


def judged_alone(file: ReportFile) -> JudgedSheet:
    """Without any row that could be recorded."""
    file.entries = [entry for entry in file.entries if entry.faults]
    return judged(file, [])
