"""Writes items and agencies to a workbook that imports unchanged. Pure."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from chassis.sheets.columns import Column
from contracts.wording import SMART_PILLARS as PILLAR_NAMES
from contracts.words import ContactRole
from planner.agencies import agency
from planner.items import item
from planner.workbook.cell_lists import write_milestones, write_partners, write_percent
from planner.workbook.columns import AGENCIES, ONLY_READ, PLAN
from planner.workbook.item_figures import is_percent_unit
from planner.workbook.words import BOOK_NAMES, KIND_NAMES

WIDTHS = {"title": 50, "agency": 22, "start": 14, "due": 14, "milestones": 50, "indicator": 30}
WIDTH = 16


def write_plan(items: Iterable[item.Draft], agencies: Iterable[agency.Draft]) -> bytes:
    """An .xlsx file with both sheets; a text is always a string cell, never a formula."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    plan = [column for column in PLAN.columns if column.field not in ONLY_READ]
    _sheet(book, PLAN.name, plan, ([_item_cell(c.field, i) for c in plan] for i in items))
    columns = AGENCIES.columns
    rows = ([_agency_cell(column.field, one) for column in columns] for one in agencies)
    _sheet(book, AGENCIES.name, columns, rows)
    book.close()
    return file.getvalue()


def _sheet(book: Any, name: str, columns: Sequence[Column], rows: Iterable[list[Any]]) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    money = book.add_format({"num_format": "#,##0"})
    for number, column in enumerate(columns):
        sheet.write_string(0, number, column.header, bold)
        sheet.set_column(number, number, WIDTHS.get(column.field, WIDTH))
    for row, cells in enumerate(rows, 1):
        for number, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write_datetime(row, number, cell, day)
            elif isinstance(cell, str):
                sheet.write_string(row, number, cell)
            elif isinstance(cell, int):
                sheet.write_number(row, number, cell, money)
            elif cell is not None:
                sheet.write_number(row, number, cell)
    sheet.freeze_panes(1, 1)


WRITERS: Mapping[str, Callable[[item.Draft], str | int | float | None]] = {
    "kind": lambda draft: KIND_NAMES[draft.kind],
    "pillar": lambda draft: PILLAR_NAMES[draft.pillar],
    "book": lambda draft: BOOK_NAMES[draft.book],
    "supporting_agencies": lambda draft: "; ".join(draft.supporting_agencies),
    "partners": lambda draft: write_partners(draft.partners),
    "rural": lambda draft: None if draft.rural is None else "Ya" if draft.rural else "Tidak",
    "milestones": lambda draft: write_milestones(draft.milestones),
    "baseline": lambda draft: _measure(draft.baseline, draft),
    "target": lambda draft: draft.target_text or _measure(draft.target, draft),
}


def _item_cell(field: str, draft: item.Draft) -> str | int | float | date | None:
    writer = WRITERS.get(field)
    value: str | int | float | date | None = writer(draft) if writer else getattr(draft, field)
    return None if value == "" else value


def _measure(value: float | None, draft: item.Draft) -> str | float | None:
    """A percentage is written with its sign, so that its meaning is clear."""
    if value is None or not is_percent_unit(draft.unit):
        return value
    return write_percent(value)


def _agency_cell(field: str, draft: agency.Draft) -> str | None:
    if field == "aliases":
        return "; ".join(draft.aliases) or None
    if field in set(ContactRole):
        return "; ".join(c.email for c in draft.contacts if c.role == field) or None
    value: str = getattr(draft, field)
    return value
