"""The clock loop: how fast items that are due get their new status."""

import asyncio
from datetime import UTC, datetime, timedelta

from benchmarks.lab import LOOK_SECONDS, Document, Lab, total
from benchmarks.work import item_id
from contracts import StatusChanged
from contracts.words import Status
from deploy.local.waiting import until

NOT_THEIRS = Status.LATE
"""A status that no item of `work.plans` has: each has half a year left."""
AGO = timedelta(seconds=1)
WITHIN = 120.0
_SINCE_EVER = datetime.fromtimestamp(0, UTC)


async def clock_loop(lab: Lab, items: int, due: int) -> float:
    """Status changes per second when `due` of the items, evenly spread, become due at once.

    Measured from when the loop takes the first item until none is due: waiting for the tick is
    excluded. A tracker must run.
    """
    assert due <= items, f"{due} of {items} items cannot become due"
    ids = [item_id(n * items // due) for n in range(due)]
    async with lab.watching() as consumer:
        before = await total(consumer, StatusChanged.topic)
        await asyncio.to_thread(_make_due, lab, ids)
        end = await _none_is_due(lab)
        await until(lab.outbox_empty, WITHIN, "the status changes on Kafka")
        changed = await total(consumer, StatusChanged.topic) - before
    assert changed == due, f"{changed} status changes of {due}"
    begin: datetime = min(
        row["since"] for row in lab.client["tracker"]["items"].find({"_id": {"$in": ids}})
    )
    return due / (end - begin).total_seconds()


def _make_due(lab: Lab, ids: list[str]) -> None:
    """All in one transaction, so that no tick sees only a part of them."""
    changed: Document = {"wake_at": datetime.now(UTC) - AGO, "status": NOT_THEIRS.value}
    with lab.client.start_session() as session, session.start_transaction():
        lab.client["tracker"]["items"].update_many(
            {"_id": {"$in": ids}}, {"$set": changed}, session=session
        )


async def _none_is_due(lab: Lab) -> datetime:
    items = lab.client["tracker"]["items"]
    give_up = datetime.now(UTC) + timedelta(seconds=WITHIN)
    while True:
        now = datetime.now(UTC)
        assert now < give_up, "items stay due"
        due = {"wake_at": {"$lte": now, "$gt": _SINCE_EVER}}
        if await asyncio.to_thread(items.find_one, due, {"_id": 1}) is None:
            return now
        await asyncio.sleep(LOOK_SECONDS)
