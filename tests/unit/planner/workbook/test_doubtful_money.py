"""Money of a plan that may mean several things."""

from typing import Any

import pytest

from planner.workbook.preview import preview
from tests.unit.planner.workbook.workbooks import Kept, agency_cells, column, plan_cells, xlsx


def judged(cell: Any, header: str = "Pagu (Rp)") -> Any:
    rows = plan_cells(1)
    rows[2][column("Pagu (Rp)")] = header
    rows[3][column("Pagu (Rp)")] = cell
    return Kept().judge(xlsx({"Rencana Aksi": rows, "Perangkat Daerah": agency_cells()}))


@pytest.mark.parametrize("cell", ["2.5", 2.5, "45,5¹", "0,75"])
def test_a_fraction_of_a_few_rupiah_lacks_its_unit(cell: Any) -> None:
    assert [fault.fault.code for fault in judged(cell).items[0].faults] == ["unit-missing"]


@pytest.mark.parametrize(("cell", "header"), [("2.5 M", "Pagu"), (2.5, "Pagu (Rp juta)")])
def test_with_its_unit_it_is_an_amount(cell: Any, header: str) -> None:
    assert judged(cell, header).items[0].draft is not None


def test_what_may_be_meant_by_an_amount_that_is_not_exact_can_be_chosen() -> None:
    (one,) = preview(judged("Rp 100 juta - 200 juta")).doubtful
    assert one.proposals == ("Rp 100 juta", "200 juta")
