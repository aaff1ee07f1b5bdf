"""Columns that fit one field equally are asked back where they differ; none is taken in silence."""

import pickle
from typing import Any

import pytest

from chassis.files.frames import unframed
from chassis.sheets.limits import DEFAULT
from planner.workbook.judging import JudgedPlan, judge, read_for
from planner.workbook.mending import Mending
from planner.workbook.preview import preview
from tests.unit.planner.workbook.workbooks import (
    HEADERS,
    Cells,
    agency_cells,
    column,
    item_cells,
    xlsx,
)

BUDGET = column("Pagu (Rp)")


def plan_of(heads: Cells, *budgets: tuple[Any, ...], merges: tuple[str, ...] = ()) -> bytes:
    """Items with several columns in place of that of money; each head gives their texts."""
    tops = [[*HEADERS[:BUDGET], *texts, *HEADERS[BUDGET + 1 :]] for texts in heads[:1]]
    lower = [["" for _ in HEADERS[:BUDGET]] + list(texts) for texts in heads[1:]]
    rows = [
        [*(c := item_cells(n))[:BUDGET], *money, *c[BUDGET + 1 :]]
        for n, money in enumerate(budgets, 1)
    ]
    areas = [("Rencana", area, heads[0][0]) for area in merges]
    return xlsx({"Rencana": [*tops, *lower, *rows], "Perangkat Daerah": agency_cells()}, areas)


def judged(data: bytes, **mended: str) -> JudgedPlan:
    file = read_for(data, DEFAULT, {}, "kukar", Mending({"Rencana": mended}))
    return judge(file, agencies={}, items={}, region="kukar", partial=False)


def budgets(plan: JudgedPlan) -> list[int | None]:
    return [one.draft.budget if one.draft else None for one in plan.items]


def faults(plan: JudgedPlan) -> list[tuple[str, str]]:
    return [(fault.cell or "", fault.fault.code) for one in plan.items for fault in one.faults]


TWO = [["Pagu (Murni)", "Pagu (Perubahan)"]]
GROUPED = [["Pagu (Rp)", ""], ["Murni", "Perubahan"]]


@pytest.mark.parametrize(
    ("heads", "merges", "row"), [(TWO, (), 2), (GROUPED, ("S1:T1",), 3), (GROUPED, (), 3)]
)
def test_two_columns_of_money_that_differ_are_asked_back(
    heads: Cells, merges: tuple[str, ...], row: int
) -> None:
    plan = judged(plan_of(heads, (1_000_000, 2_000_000), (3_000_000, 3_000_000), merges=merges))

    assert faults(plan) == [(f"S{row}", "columns-rival")]
    assert budgets(plan) == [None, 3_000_000]
    (cell,) = preview(plan).doubtful
    assert "Perubahan" in cell.reasons[0].indonesian
    assert "2000000" in cell.reasons[0].indonesian
    assert cell.proposals == ("1000000", "2000000")


def test_what_is_chosen_on_the_page_holds() -> None:
    data = plan_of(TWO, (1_000_000, 2_000_000))

    assert budgets(judged(data, S2="2000000")) == [2_000_000]
    assert budgets(judged(data, S2="1000000")) == [1_000_000]


def test_a_column_that_is_empty_or_has_no_figures_is_no_rival() -> None:
    assert budgets(judged(plan_of(TWO, ("", 2_000_000), ("", 3_000_000)))) == [2_000_000, 3_000_000]
    words = [["Pagu (Rp)", ""], ["Jumlah", "Dari"]]
    assert budgets(judged(plan_of(words, (1_000_000, "APBD"), merges=("S1:T1",)))) == [1_000_000]


def test_an_amount_that_one_of_the_columns_lacks_is_asked_back() -> None:
    plan = judged(plan_of(TWO, (1_000_000, 2_000_000), (3_000_000, "")))

    assert faults(plan) == [("S2", "columns-rival"), ("S3", "columns-rival")]


def test_of_two_offices_that_differ_none_is_taken() -> None:
    head = [*HEADERS, "OPD Pelaksana"]
    rows = [[*item_cells(1), "Dinas Kesehatan"], [*item_cells(2), "BAPPEDA"]]
    cells: dict[str, Cells] = {"Rencana": [head, *rows], "Perangkat Daerah": agency_cells()}
    plan = judged(xlsx(cells))

    assert ("F3", "columns-rival") in faults(plan)


def test_the_lowest_level_of_programme_activity_and_subactivity_is_the_item() -> None:
    at = column("Program/Kegiatan")
    head = [*HEADERS[:at], "Program", "Kegiatan", "Sub Kegiatan", *HEADERS[at + 1 :]]
    rows = []
    for number, titles in enumerate((("Sehat", "Posyandu", "Daring"), ("", "", "Luring")), 1):
        cells = item_cells(number)
        rows.append([*cells[:at], *titles, *cells[at + 1 :]])
    plan = judged(xlsx({"Rencana": [head, *rows], "Perangkat Daerah": agency_cells()}))

    assert [one.draft.title for one in plan.items if one.draft] == ["Daring", "Luring"]
    said = {one.message.indonesian for one in plan.notes if one.code == "column-instead"}
    assert len(said) == 2


def test_several_remarks_are_no_rivals() -> None:
    rows = [[*item_cells(1), "lain"]]
    plan = judged(
        xlsx({"Rencana": [[*HEADERS, "Catatan"], *rows], "Perangkat Daerah": agency_cells()})
    )

    assert faults(plan) == []


def test_what_is_read_can_be_sent_by_the_process_that_reads_files() -> None:
    """Also its header with groups, and what is doubtful in it."""
    data = plan_of(GROUPED, (1_000_000, 2_000_000), merges=("S1:T1",))
    read = read_for(data, DEFAULT, {}, "kukar")

    assert unframed(pickle.dumps(read)).items == read.items
