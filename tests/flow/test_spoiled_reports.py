"""A spreadsheet of four thousand reports with two hundred spoiled cells: each of them is named, all
others are recorded, and once they are mended in the workbook of the refused rows, these as well.
"""

import io
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from tests.flow.plan import Plan, days_ago
from tests.flow.test_pages import Browser
from tests.flow.test_report_import_pages import (
    HEADERS,
    counts,
    pages,
    presses,
    recorded,
    sends,
    sheet,
)

__all__ = ["pages"]

ITEMS, DAYS = 8, 500
SPOILED = 200
CODE, DAY, PERCENT, MONEY = range(4)
FIRST_ROW = 3
"""Of a sheet under its title and its headers."""
REASON = re.compile(r"(.+?) \(([A-E]\d+)\): (.+)")
Cells = list[Any]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, and what the file holds as its value."""

    text: str
    value: str


KINDS: Sequence[tuple[int, Any, str]] = (
    (PERCENT, "empat puluh lima", "bukan angka"),
    (MONEY, "sejuta rupiah", "bukan angka"),
    (PERCENT, 130, "antara 0 dan 100"),
    (DAY, "akhir bulan lalu", "bukan tanggal"),
    (DAY, "31/02/2024", "bukan tanggal"),
    (CODE, "UJI-TIDAK-ADA-9", "periksa kodenya"),
    (PERCENT, "⁴⁵", "bukan angka"),
    (MONEY, "10⁶", "bukan angka"),
    (PERCENT, Formula("=1/0", "#DIV/0!"), "galat rumus"),
    (MONEY, Formula("=VLOOKUP(1,A1:B2,2,0)", "#N/A"), "galat rumus"),
    (PERCENT, Formula("=A1+1", ""), "rumus yang nilainya tidak tersimpan"),
    (MONEY, 10**17, "rupiah"),
    (MONEY, 10**33, "terlalu besar"),
    (PERCENT, 0.5, "dapat berarti"),
    (MONEY, "1,250", "dapat berarti"),
    (PERCENT, True, "bukan angka"),
)
"""Column, what is in the cell, and words of the reason."""


def address(row: int, column: int) -> str:
    return f"{'ABCDE'[column]}{row + FIRST_ROW}"


def spoiled(rows: Sequence[Cells]) -> tuple[list[Cells], dict[str, str]]:
    """The rows with one spoiled cell in each of some, and words of the reason by its address."""
    copies, named = [list(row) for row in rows], {}
    chosen = random.Random(4_000).sample(range(len(rows)), SPOILED)
    for number, row in enumerate(chosen):
        column, value, words = KINDS[number % len(KINDS)]
        copies[row][column] = value
        named[address(row, column)] = words
    return copies, named


def reports(items: Sequence[str]) -> list[Cells]:
    return [
        [item, days_ago(day + 1), round(2 + 90 * (DAYS - day) / DAYS, 1), 1_000 * day + 7, ""]
        for day in range(DAYS)
        for item in items
    ]


def workbook(rows: Sequence[Cells]) -> bytes:
    """As `sheet` makes it, with formulas as well."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet("Laporan")
        page.write(0, 0, "LAPORAN SMART CITY")
        for number, cells in enumerate([HEADERS, *rows], 1):
            for column, value in enumerate(cells):
                if isinstance(value, Formula):
                    page.write_formula(number, column, value.text, None, value.value)
                else:
                    page.write(number, column, value)
    return out.getvalue()


def reasons(refused: bytes) -> dict[str, str]:
    """The reason by the cell that the workbook of refused rows names: one in each row."""
    found = {}
    for row in openpyxl.load_workbook(io.BytesIO(refused))["Laporan"].iter_rows(min_row=2):
        header, cell, why = reason(row[-1].value)
        assert header == HEADERS["ABCDE".index(cell[0])]
        assert not REASON.search(why), "one cell of each row"
        found[cell] = why
    return found


def reason(text: str) -> tuple[str, ...]:
    """Header, cell and reason."""
    found = REASON.fullmatch(text)
    assert found, text
    return found.groups()


def mended(refused: bytes, rows: Sequence[Cells]) -> bytes:
    """The workbook of refused rows, with each cell that it names as it should have been."""
    book = openpyxl.load_workbook(io.BytesIO(refused))
    for row in book["Laporan"].iter_rows(min_row=2):
        _, cell, _ = reason(row[-1].value)
        column, number = "ABCDE".index(cell[0]), int(cell[1:]) - FIRST_ROW
        row[column].value = rows[number][column]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
async def items(plan: Plan) -> list[str]:
    start = days_ago(DAYS + 9).isoformat()
    return [(await plan.has(start=start))["item_id"] for _ in range(ITEMS)]


async def totals(plan: Plan, items: Sequence[str]) -> Mapping[str, int]:
    return {item: (await plan.item(item))["reports"] for item in items}


async def test_two_hundred_spoiled_cells_are_named_and_all_other_reports_are_recorded(
    pages: Browser, plan: Plan, items: list[str]
) -> None:
    rows = reports(items)
    with_faults, named = spoiled(rows)
    good = len(rows) - SPOILED
    page = await sends(pages, workbook(with_faults))
    assert counts(page) == (good, 0, SPOILED, 0)
    page = await presses(pages, "catat")
    assert page.headers["refresh"] == "2"
    assert re.search(rf"\d+ dari {good} laporan sudah diproses", page.text)
    page = await recorded(pages)
    assert "Laporan dicatat" in page.text
    assert f"<dt>Laporan baru</dt><dd>{good}</dd>" in page.text
    assert f"<dt>Baris ditolak</dt><dd>{SPOILED}</dd>" in page.text
    spoiled_rows = {int(cell[1:]) - FIRST_ROW for cell in named}
    left = Counter(row[CODE] for n, row in enumerate(rows) if n not in spoiled_rows)
    assert await totals(plan, items) == left

    refused = (await pages.open(f"{pages.path}/ditolak")).content
    told = reasons(refused)
    assert told.keys() == named.keys()
    assert {cell: why for cell, why in told.items() if named[cell] not in why} == {}
    assert counts(await sends(pages, sheet(rows))) == (SPOILED, good, 0, 0), "as they were sent"

    page = await sends(pages, mended(refused, rows))
    assert counts(page) == (SPOILED, 0, 0, 0)
    await presses(pages, "catat")
    page = await recorded(pages)
    assert f"<dt>Laporan baru</dt><dd>{SPOILED}</dd>" in page.text
    assert await totals(plan, items) == dict.fromkeys(items, DAYS)
    page = await sends(pages, sheet(rows))
    assert counts(page) == (0, len(rows), 0, 0), "each of them is there, as it should have been"
