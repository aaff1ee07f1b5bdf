"""The reports of the spreadsheet road. IO through XlsxWriter."""

from datetime import date, datetime, time
from pathlib import Path

import xlsxwriter

from deploy.sample.calendar import long_date
from deploy.sample.reports import year

HEADERS = (
    "Kode",
    "Per Tanggal",
    "Fisik (%)",
    "Realisasi Keuangan (Rp)",
    "Keterangan",
    "Kendala",
    "Tindak Lanjut",
)
WIDTHS = (16, 14, 10, 24, 60, 60, 60)


def write_reports(today: date, path: Path) -> int:
    """Write the year's reports of the road "workbook" to `path`; returns how many."""
    reports = [report for report in year(today) if report["road"] == "workbook"]
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
    book.set_properties(
        {
            "title": "Laporan rencana aksi (contoh)",
            "created": datetime.combine(today, time.min),
        }
    )
    sheet = book.add_worksheet("Laporan")
    bold = book.add_format({"bold": True})
    money = book.add_format({"num_format": "#,##0"})
    percent = book.add_format({"num_format": "0.0%"})
    sheet.write(0, 0, "LAPORAN RENCANA AKSI SMART CITY (CONTOH UNTUK PERAGAAN)", bold)
    sheet.write(1, 0, f"Keadaan per {long_date(today)}")
    for column, (header, width) in enumerate(zip(HEADERS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write(3, column, header, bold)
    for row, report in enumerate(reports, 4):
        as_of = datetime.combine(date.fromisoformat(report["as_of"]), time.min)
        sheet.write(row, 0, report["item_id"])
        sheet.write_datetime(row, 1, as_of)
        sheet.write_number(row, 2, report["physical_percent"] / 100, percent)
        sheet.write_number(row, 3, report["budget_realised"], money)
        for column, name in enumerate(("note", "obstacle", "follow_up"), 4):
            if report[name]:
                sheet.write(row, column, report[name])
    book.close()
    return len(reports)
