"""At the first start of a release, the status of each item is told once more."""

import asyncio
from datetime import timedelta

import pytest

from chassis.clock import FixedClock
from chassis.outbox.outbox import Outbox
from contracts import StatusChanged
from tests.flow.tracker.keeping import Keeping
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import NOON, a_plan
from tracker.items.item import Item, change_to
from tracker.telling_again import service as telling_again
from tracker.telling_again.repository import TellingAgainRepository
from tracker.telling_again.service import TellingAgain


def starting(kept: Keeping) -> TellingAgain:
    database = kept.database
    rows = TellingAgainRepository(database)
    return TellingAgain(database, rows, Outbox(database), FixedClock(NOON))


async def told(kept: Keeping) -> list[StatusChanged]:
    rows = kept.database["outbox"].find({"topic": StatusChanged.topic}).sort("_id", 1)
    events = [event async for row in rows for event in row["events"]]
    return [StatusChanged.model_validate_json(one["value"]) for one in events]


async def test_the_last_change_of_each_item_is_told_once_however_many_trackers_start(
    kept: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling_again, "AT_ONCE", 2)
    database, codes = kept.database, [f"A-{number}" for number in range(5)]
    for name in ("items", "status_history", "outbox", "told_again"):
        await database[name].delete_many({})
    first = [change_to(None, Item(a_plan(item_id=code)), NOON, RULES) for code in codes]
    await kept.saves(first)
    at = NOON + timedelta(days=3650)
    late = [change_to(one.after, one.after, at, RULES) for one in first[:2]]
    await kept.saves(late)

    await asyncio.gather(starting(kept).tell(), starting(kept).tell())
    last = {one.item_id: (one.seq, one.to_status) for one in await told(kept)}
    assert len(await told(kept)) == len(codes)
    assert last == {one.after.item_id: (one.after.seq, one.after.status) for one in [*first, *late]}
    assert {seq for seq, _ in last.values()} == {1, 2}
    await starting(kept).tell()
    assert len(await told(kept)) == len(codes)


async def test_there_is_nothing_to_tell_at_the_first_start_of_all(kept: Keeping) -> None:
    database = kept.database
    for name in ("items", "outbox", "told_again"):
        await database[name].delete_many({})
    await starting(kept).tell()
    assert await told(kept) == []
    stored = await database["told_again"].find_one({"_id": "statuses"})
    assert stored == {"_id": "statuses", "after": "", "done": True}
