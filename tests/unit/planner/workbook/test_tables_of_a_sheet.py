"""Each table of a sheet is read by its own header, with the unit of money that stands above it."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from planner.pages.preview_form import columns_of
from planner.workbook.found_table import FoundTable
from planner.workbook.judging import JudgedPlan
from planner.workbook.mending import WholePeriods
from planner.workbook.refused_rows import write_refused
from tests.unit.planner.workbook.workbooks import (
    HEADERS,
    Cells,
    Kept,
    agency_cells,
    column,
    csv_of,
    item_cells,
    xlsx,
)

BUDGET = "Pagu (Rp)"


def judged(rows: Cells, **more: Any) -> JudgedPlan:
    return Kept().judge(xlsx({"Rencana": rows, "Perangkat Daerah": agency_cells()}, **more))


def items(*budgets: Any, first: int = 1) -> Cells:
    found = []
    for number, budget in enumerate(budgets, first):
        cells = item_cells(number)
        cells[column(BUDGET)] = budget
        found.append(cells)
    return found


def budgets(plan: JudgedPlan) -> list[int | None]:
    return [one.draft.budget if one.draft else None for one in plan.items]


def codes(plan: JudgedPlan) -> list[str]:
    return [fault.fault.code for one in plan.items for fault in one.faults]


def turned(rows: Cells) -> Cells:
    """The same table with its columns the other way round."""
    return [list(reversed(cells)) for cells in rows]


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("(dalam juta rupiah)", 1_250_000_000),
        ("Satuan: ribu rupiah", 1_250_000),
        ("RENCANA AKSI TAHUN 2026 (Dlm. jutaan Rp)", 1_250_000_000),
        ("Anggaran 5 juta rupiah dibahas kemudian", 1_250),
    ],
)
def test_the_unit_above_the_table_counts_and_is_said(line: str, read: int) -> None:
    plan = judged([["RENCANA AKSI"], [line], list(HEADERS), *items(1250)])

    assert budgets(plan) == [read]
    said = [one.message.indonesian for one in plan.notes if one.code == "scaled-by-title"]
    assert bool(said) == (read != 1_250)
    assert all(line in one for one in said)


def test_the_headers_own_unit_comes_before_that_above_the_table() -> None:
    own = [name if name != BUDGET else "Pagu (Rp ribu)" for name in HEADERS]
    plan = judged([["(dalam juta rupiah)"], own, *items(1250)])

    assert budgets(plan) == [1_250_000]
    assert "scaled-by-header" in {one.code for one in plan.notes}


def test_units_above_the_table_that_contradict_each_other_are_asked_back() -> None:
    plan = judged([["(dalam juta rupiah)"], ["(dalam ribu rupiah)"], list(HEADERS), *items(1250)])

    assert codes(plan) == ["unit-unclear"]


def test_what_may_be_a_unit_above_the_table_is_asked_back_also_in_the_refused_rows() -> None:
    plan = judged([["(x 1.000)"], list(HEADERS), *items(1250, "Rp 2 juta")])

    assert budgets(plan) == [None, 2_000_000]
    again = openpyxl.load_workbook(BytesIO(write_refused(plan)))
    data = BytesIO()
    agencies = again.create_sheet("Perangkat Daerah")
    for cells in agency_cells():
        agencies.append(cells)
    again.save(data)
    assert "budget" in {
        fault.fault.field for one in Kept().judge(data.getvalue()).items for fault in one.faults
    }


def test_a_unit_above_the_first_table_is_none_of_the_second() -> None:
    plan = judged(
        [
            ["(dalam juta rupiah)"],
            list(HEADERS),
            *items(1250),
            [],
            ["Lampiran"],
            *turned([list(HEADERS), *items(7_000_000, first=2)]),
        ]
    )

    assert budgets(plan) == [1_250_000_000, 7_000_000]


def test_the_second_table_is_read_by_its_own_header() -> None:
    second = turned([list(HEADERS), *items(2_000_000, 3_000_000, first=2)])
    plan = judged([list(HEADERS), *items(1_000_000), [], ["B. Lanjutan"], *second])

    assert codes(plan) == []
    assert [one.code for one in plan.items] == ["RA-001", "RA-002", "RA-003"]
    assert budgets(plan) == [1_000_000, 2_000_000, 3_000_000]


def test_a_second_table_is_found_below_many_rows_whose_words_are_headers_too() -> None:
    """Rencana Aksi, a book, heads a column of titles elsewhere."""
    many = items(*([1_000_000] * 250))
    second = turned([list(HEADERS), *items(2_000_000, first=251)])
    plan = judged([list(HEADERS), *many, [], *second])

    assert codes(plan) == []
    assert budgets(plan)[-1] == 2_000_000


def test_a_second_table_without_the_required_columns_is_left_out_and_said() -> None:
    other: Cells = [["Kode", "Program/Kegiatan", "Penyerapan"], ["RA-001", "Layanan", 5]]
    plan = judged([list(HEADERS), *items(1_000_000), [], ["Rekapitulasi"], *other])

    assert len(plan.items) == 1
    (said,) = [one.message.indonesian for one in plan.notes if one.code == "table-incomplete"]
    assert "Rencana" in said
    assert "1 baris" in said
    assert "Mulai" in said


def test_a_heading_between_two_tables_is_the_pillar_of_the_second() -> None:
    at = HEADERS.index("Pilar")
    bare = [list(HEADERS), *items(1_000_000), *items(2_000_000, first=2)]
    head, one, two = [cells[:at] + cells[at + 1 :] for cells in bare]
    plan = judged(
        [
            head,
            ["", "I. SMART LIVING"],
            one,
            ["", "II. SMART ECONOMY"],
            *turned([head, two]),
        ]
    )

    assert codes(plan) == []
    assert [one.draft.pillar for one in plan.items if one.draft] == ["living", "economy"]


def test_one_answer_is_asked_for_all_tables_of_a_sheet() -> None:
    months = WholePeriods()
    known = (("Kode", "item_id"),)
    two = [
        FoundTable("Rencana", row, known, (), ("pillar",), (), months, without_year=row > 5)
        for row in (3, 9)
    ]

    first, second = columns_of(two, {})

    assert [name for name, _ in first["asked"]] == ["pillar"]
    assert (first["periods"], first["without_year"]) == (months, True)
    assert (second["asked"], second["periods"]) == ([], None)


def test_a_header_repeated_between_rows_of_texts_is_no_further_table() -> None:
    """In a .csv file every cell is a text, and rows have the same words in many columns."""
    rows = items(*(["1000000"] * 4))
    for cells in rows:
        cells[column("Mulai")] = "1 Januari 2026"
    plan = Kept().judge(csv_of([list(HEADERS), *rows[:2], list(HEADERS), *rows[2:]]))

    assert [one.code for one in plan.items] == ["RA-001", "RA-002", "RA-003", "RA-004"]
    assert [one.code for one in plan.notes if one.code != "remarks-not-kept"] == ["repeated-header"]
