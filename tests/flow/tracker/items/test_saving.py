"""What is stored of an item is what it is, though only what changed is written."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.flow.tracker.keeping import Document, Keeping
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import NOON, a_mark, a_plan
from tracker.items.documents import item_document
from tracker.items.item import Change, Item, change_to, with_plan, with_reports

PLAN = a_plan()
OTHER = a_plan(version=2, due=date(2027, 3, 31))


async def stored(kept: Keeping) -> Document:
    (row,) = await kept.items.find().to_list(None)
    found: Document = row
    return found


async def follow(kept: Keeping, changes: Sequence[Change]) -> None:
    """Each is saved, and then stands there whole."""
    for rows in (kept.items, kept.database["status_history"]):
        await rows.delete_many({})
    for change in changes:
        await kept.saves([change])
        assert await stored(kept) == item_document(change.after)


def lived(percents: Sequence[float]) -> list[Change]:
    """An item's changes: its plan, reports of these percents, a plan that is another."""
    changes = [change_to(None, Item(PLAN), NOON, RULES)]
    for number, percent in enumerate(percents):
        before, now = changes[-1].after, NOON + timedelta(hours=number)
        mark = a_mark(percent, now.date(), report_id=f"r{number}", at=now)
        changes.append(change_to(before, with_reports(before, [mark], None, now), now, RULES))
    other = with_plan(changes[-1].after, OTHER)
    assert other is not None
    changes.append(change_to(changes[-1].after, other, NOON + timedelta(days=1), RULES))
    return changes


@pytest.mark.parametrize(
    "percents", [(), (10, 10, 10), (30, 100, 100), (100, 20), (5, 100, 99.5, 100)]
)
async def test_what_stands_there_is_the_item_after_each_change(
    kept: Keeping, percents: tuple[float, ...]
) -> None:
    await follow(kept, lived(percents))


async def test_only_a_whole_save_mends_what_nobody_changed(kept: Keeping) -> None:
    first = lived((30, 40))[-1].after
    then, last = (replace(first, rev=first.rev + more) for more in (1, 2))
    await kept.holds([first])
    await kept.items.update_one({}, {"$set": {"status": "done"}})
    await kept.saves([Change(first, then, None)])
    row = await stored(kept)
    assert (row["status"], row["rev"]) == ("done", then.rev)
    await kept.saves([Change(then, last, None)], whole=True)
    assert await stored(kept) == item_document(last)
