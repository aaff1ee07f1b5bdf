"""The tables of a pack as one workbook. Pure."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from tracker.evaluation.tables import Table, Value

WIDTH = 20
DAY, MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"


def workbook(tables: Sequence[Table], made_at: datetime) -> bytes:
    """An .xlsx file with a sheet for each table; a text is always a string cell. Rows are written
    out as they come, so that memory does not grow with them.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    book.set_properties({"created": made_at.replace(tzinfo=None)})
    formats = {code: book.add_format({"num_format": code}) for code in (DAY, MOMENT)}
    bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
    for table in tables:
        sheet = book.add_worksheet(table.name)
        sheet.set_column(0, len(table.headings) - 1, WIDTH)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        for column, heading in enumerate(table.headings):
            sheet.write_string(0, column, heading, bold)
        for row, values in enumerate(table.rows, 1):
            for column, value in enumerate(values):
                _write(sheet, row, column, value, formats)
    book.close()
    return file.getvalue()


def _write(sheet: Any, row: int, column: int, value: Value, formats: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), formats[MOMENT])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats[DAY])
    elif isinstance(value, (int, float, Decimal)):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, value)
