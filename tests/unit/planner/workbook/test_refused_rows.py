"""The refused rows of a plan as a workbook: once repaired, it means what the first file meant."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from planner.workbook.judging import JudgedPlan
from planner.workbook.refused_rows import write_refused
from tests.unit.planner.workbook.workbooks import (
    HEADERS,
    Kept,
    agency_cells,
    column,
    item_cells,
    xlsx,
)

UNKNOWN = "Dinas Entah Berantah"


def rows(number: int, header: str, *values: object) -> list[list[Any]]:
    """Items with this header above their money, each with an unknown agency."""
    head = list(HEADERS)
    head[column("Pagu (Rp)")] = header
    found = [head]
    for place, value in enumerate(values):
        cells = item_cells(number + place)
        cells[column("Pagu (Rp)")] = value
        cells[column("Perangkat Daerah")] = UNKNOWN
        found.append(cells)
    return found


def judged(sheets: dict[str, list[list[Any]]]) -> JudgedPlan:
    return Kept().judge(xlsx({**sheets, "Perangkat Daerah": agency_cells()}))


def repaired(data: bytes) -> JudgedPlan:
    """What is read of the workbook once the agency is written in it."""
    book = openpyxl.load_workbook(BytesIO(data))
    known = agency_cells()[1][0]
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == UNKNOWN:
                    cell.value = known
    out = BytesIO()
    agencies = book.create_sheet("Perangkat Daerah")
    for line in agency_cells():
        agencies.append(line)
    book.save(out)
    return Kept().judge(out.getvalue())


@pytest.mark.parametrize(
    ("header", "written", "rupiah"),
    [
        ("Pagu (Rp)", 275_000_000, 275_000_000),
        ("Pagu (Rp juta)", 275, 275_000_000),
        ("Anggaran (ribu rupiah)", 275_500, 275_500_000),
        ("Pagu (Rp miliar)", "1,25", 1_250_000_000),
        ("Pagu (juta)", "Rp 275 juta", 275_000_000),
    ],
)
def test_money_means_the_same_after_the_round(header: str, written: object, rupiah: int) -> None:
    read = repaired(write_refused(judged({"Rencana": rows(1, header, written)})))
    assert [one.draft and one.draft.budget for one in read.items] == [rupiah]


def test_each_sheet_keeps_its_own_unit_and_name() -> None:
    sheets = {
        "Tata Kelola": rows(1, "Pagu (Rp)", 900_000_000),
        "Lingkungan": rows(5, "Pagu (Rp juta)", 275),
    }
    data = write_refused(judged(sheets))
    assert openpyxl.load_workbook(BytesIO(data)).sheetnames == list(sheets)
    read = repaired(data)
    assert [one.draft and one.draft.budget for one in read.items] == [900_000_000, 275_000_000]
    assert not [note for note in read.notes if note.code == "column-ignored"]


def test_a_weight_in_percent_stays_one() -> None:
    cells = rows(1, "Pagu (Rp)", 1_000_000)
    at = column("Bobot")
    cells[0][at], cells[1][at] = "Bobot (%)", 0.05
    (one,) = repaired(write_refused(judged({"Rencana": cells}))).items
    assert one.draft is not None
    assert one.draft.weight == 5
