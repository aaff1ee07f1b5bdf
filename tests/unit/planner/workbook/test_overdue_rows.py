"""Before a plan is taken over it says of how many items people would be told that they are late."""

from datetime import date, timedelta
from typing import Any

from planner.workbook.preview import preview
from tests.unit.planner.workbook.workbooks import Kept, agency_cells, column, plan_cells, xlsx


def looked_at(today: date) -> tuple[int, int]:
    rows = plan_cells(3)
    for row, kind in zip(rows[3:], ("quick win", "aksi", "quick win"), strict=False):
        row[column("Jenis")] = kind
    sheets: dict[str, Any] = {"Rencana Aksi": rows, "Perangkat Daerah": agency_cells()}
    found = preview(Kept().judge(xlsx(sheets)), today)
    assert found.counts["refused"] == 0
    return found.overdue, found.overdue_quick_wins


def test_only_what_is_new_and_past_its_due_day_is_counted() -> None:
    rows = plan_cells(3)
    judged = Kept().judge(xlsx({"Rencana Aksi": rows, "Perangkat Daerah": agency_cells()}))
    due = max(one.draft.due for one in judged.items if one.draft)
    assert looked_at(due) == (0, 0)
    assert looked_at(due + timedelta(days=1)) == (3, 2)
