"""The relay: what it sends, what it forgets, and what it has sent again."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from chassis.clock import FixedClock
from chassis.metrics import ChassisMetrics
from chassis.mongo.database import DatabaseTrouble
from chassis.outbox import relay as relay_module
from chassis.outbox.relay import Relay
from deploy.local.waiting import until as wait_until

NOW = datetime(2026, 6, 15, 4, tzinfo=UTC)


def row(key: str, rev: int, topic: str = "plan.item.v1") -> dict[str, Any]:
    event = {"key": key, "event_id": f"{key}/{rev}", "at": NOW, "value": b"{}"}
    return {"_id": f"{key}/{rev}", "topic": topic, "at": NOW, "events": [event]}


class Outbox:
    """Rows in memory; another relay may have taken some of them away meanwhile."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self.rows = list(rows)
        self.taken_by_another: set[str] = set()
        self.trouble: list[Exception] = []
        self.woken = asyncio.Event()
        self.lull = asyncio.Event()
        self.sent_again: list[list[str]] = []

    async def send_again(self, keys: Collection[str]) -> None:
        if self.trouble:
            raise self.trouble.pop()
        self.sent_again.append(list(keys))

    async def waiting(self, limit: int) -> list[dict[str, Any]]:
        return self.rows[:limit]

    async def forget(self, rows: Sequence[dict[str, Any]]) -> int:
        if self.trouble:
            raise self.trouble.pop()
        ids = {one["_id"] for one in rows}
        self.rows = [one for one in self.rows if one["_id"] not in ids]
        return len(ids - self.taken_by_another)

    async def pending(self) -> tuple[int, None]:
        return len(self.rows), None


class Lease:
    def __init__(self) -> None:
        self.released = False
        self.alone = False

    async def hold(self) -> bool:
        return True

    async def release(self) -> None:
        self.released = True


class Publisher:
    def __init__(self) -> None:
        self.sent: list[str] = []
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self.asked = asyncio.Event()

    async def send(self, rows: Sequence[dict[str, Any]]) -> dict[object, list[str]]:
        self.asked.set()
        await self.may_go_on.wait()
        self.sent += [one["_id"] for one in rows]
        return {}


def relay_of(outbox: Outbox, lease: Lease, publisher: Publisher) -> Relay:
    metrics = ChassisMetrics(CollectorRegistry())
    again = {"plan.item.v1": outbox.send_again}
    return Relay(outbox, lease, publisher, FixedClock(NOW), metrics, send_again=again)  # type: ignore[arg-type]


async def ran(relay: Relay, *, until: Callable[[], object]) -> None:
    running = asyncio.create_task(relay.run())

    async def holds() -> bool:
        return bool(until())

    try:
        await wait_until(holds, 10)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_an_overtaken_relay_has_the_newest_snapshots_sent_again() -> None:
    outbox = Outbox(row("a", 1), row("b", 1))
    outbox.taken_by_another = {"a/1", "b/1"}
    await ran(relay_of(outbox, Lease(), Publisher()), until=lambda: outbox.sent_again)
    assert outbox.sent_again == [["a", "b"]]


async def test_facts_are_not_sent_again() -> None:
    outbox, publisher = Outbox(row("a", 1, topic="progress.recorded.v1")), Publisher()
    outbox.taken_by_another = {"a/1"}
    await ran(relay_of(outbox, Lease(), publisher), until=lambda: not outbox.rows)
    assert (publisher.sent, outbox.sent_again) == (["a/1"], [])


@pytest.mark.parametrize("times", [1, 2])
async def test_trouble_in_between_does_not_make_it_forget_that(times: int) -> None:
    outbox = Outbox(row("a", 1))
    outbox.taken_by_another = {"a/1"}
    outbox.trouble = [DatabaseTrouble("cut") for _ in range(times)]
    await ran(relay_of(outbox, Lease(), Publisher()), until=lambda: outbox.sent_again)
    assert outbox.sent_again[0] == ["a"]


@pytest.mark.parametrize("within", [60.0, 0.01])
async def test_what_follows_closely_waits_for_a_lull_and_not_for_ever(
    within: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "PACE_SECONDS", 0.2)
    monkeypatch.setattr(relay_module, "LULL_WITHIN_SECONDS", within)
    outbox, publisher = Outbox(row("a", 1)), Publisher()

    async def follows() -> None:
        await asyncio.wait_for(publisher.asked.wait(), 10)  # the first at once
        outbox.rows.append(row("a", 2))
        outbox.woken.set()
        if within == 60:
            await asyncio.sleep(0.5)
            assert publisher.sent == ["a/1"]
            outbox.lull.set()

    following = asyncio.create_task(follows())
    relay = relay_of(outbox, Lease(), publisher)
    await ran(relay, until=lambda: following.done() and "a/2" in publisher.sent)
    await following
    assert publisher.sent == ["a/1", "a/2"]


async def test_told_to_stop_it_finishes_what_it_has_in_hand_and_then_gives_the_lease_away() -> None:
    outbox, lease, publisher = Outbox(row("a", 1)), Lease(), Publisher()
    publisher.may_go_on.clear()
    running = asyncio.create_task(relay_of(outbox, lease, publisher).run())
    await asyncio.wait_for(publisher.asked.wait(), 10)
    running.cancel()
    await asyncio.sleep(0.05)
    assert not lease.released
    publisher.may_go_on.set()
    await asyncio.gather(running, return_exceptions=True)
    assert (publisher.sent, outbox.rows, lease.released) == (["a/1"], [], True)
