"""Items that an earlier version stored are given what they are counted by."""

from datetime import date
from typing import Any

import pytest

from tests.flow.tracker.keeping import Keeping
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import NOON, a_plan
from tracker.items import repository as store
from tracker.items.documents import course_document, item_document
from tracker.items.item import Change, Item, change_to, with_plan

PLAN = a_plan()
OTHER = a_plan(version=2, due=date(2027, 12, 31))


def stored(number: int) -> Item:
    return change_to(None, Item(a_plan(item_id=f"UJI-{number}")), NOON, RULES).after


async def rows(kept: Keeping) -> dict[str, dict[str, Any]]:
    return {row["_id"]: row async for row in kept.items.find()}


async def test_what_was_stored_without_a_course_has_one_after_the_start(kept: Keeping) -> None:
    items = [stored(number) for number in range(2 * store._BATCH + 1)]
    await kept.holds(items)
    before = await rows(kept)
    await kept.items.update_many({}, {"$unset": {"course": 1}})
    await kept.item_rows.prepare()
    assert await rows(kept) == before


async def test_a_course_of_an_older_plan_is_made_anew(kept: Keeping) -> None:
    await kept.holds([change_to(None, Item(OTHER), NOON, RULES).after])
    await kept.items.update_one({}, {"$set": {"course": course_document(PLAN)}})
    await kept.item_rows.prepare()
    assert (await rows(kept))[OTHER.item_id]["course"] == course_document(OTHER)


async def test_an_item_that_is_changed_meanwhile_keeps_the_course_of_its_change(
    kept: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = change_to(None, Item(PLAN), NOON, RULES).after
    then = change_to(first, with_plan(first, OTHER) or first, NOON, RULES).after
    await kept.holds([first])
    await kept.items.update_one({}, {"$unset": {"course": 1}})
    write, courses = kept.items.bulk_write, []

    async def late(*told: Any, **more: Any) -> Any:
        monkeypatch.undo()
        await kept.saves([Change(first, then, None)])
        await write(*told, **more)
        courses.append((await rows(kept))[PLAN.item_id]["course"])

    monkeypatch.setattr(kept.item_rows._items, "bulk_write", late)
    await kept.item_rows.prepare()
    assert courses == [course_document(OTHER)]
    assert (await rows(kept))[PLAN.item_id] == item_document(then)
