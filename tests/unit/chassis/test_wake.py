"""The wake loop: when it looks, and what it does then."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from chassis import wake
from chassis.clock import SystemClock
from chassis.metrics import ChassisMetrics
from chassis.wake import WakeLoop
from deploy.local.waiting import until

CLOCK = SystemClock()


class Alarms:
    """What is due at an instant, and how late it was taken."""

    def __init__(self) -> None:
        self.at: list[datetime] = []
        self.late: list[timedelta] = []
        self.looked = 0

    async def due(self, now: datetime, limit: int) -> int:
        self.looked += 1
        found = sorted(at for at in self.at if at <= now)[:limit]
        self.at = [at for at in self.at if at not in found]
        self.late += [CLOCK.now() - at for at in found]
        return len(found)

    async def oldest(self) -> datetime | None:
        return min(self.at, default=None)


@asynccontextmanager
async def ringing(alarms: Alarms) -> AsyncIterator[WakeLoop]:
    metrics = ChassisMetrics(CollectorRegistry())
    loop = WakeLoop("test", alarms.due, alarms.oldest, CLOCK, metrics)
    running = asyncio.create_task(loop.run())
    try:
        yield loop
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_what_is_known_to_become_due_is_taken_then_and_not_at_the_next_tick(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wake, "TICK_SECONDS", 60.0)
    alarms = Alarms()
    alarms.at = [CLOCK.now() + timedelta(seconds=0.3)]
    async with ringing(alarms):
        await until(_taken(alarms, 1), 20)
    assert alarms.looked <= 40


async def test_who_pokes_it_need_not_wait_for_the_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wake, "TICK_SECONDS", 60.0)
    alarms = Alarms()
    async with ringing(alarms) as loop:
        await until(_looked(alarms), 10)
        alarms.at = [CLOCK.now()]
        loop.poked.set()
        await until(_taken(alarms, 1), 20)


async def test_more_than_a_chunk_is_taken_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wake, "TICK_SECONDS", 60.0)
    monkeypatch.setattr(wake, "CHUNK", 2)
    alarms = Alarms()
    alarms.at = [CLOCK.now() - timedelta(seconds=n) for n in range(1, 6)]
    async with ringing(alarms):
        await until(_taken(alarms, 5), 20)


async def test_what_this_process_writes_is_looked_at_before_the_rest_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wake, "TICK_SECONDS", 0.02)
    monkeypatch.setattr(wake, "REST_SECONDS", 60.0)
    alarms = Alarms()
    async with ringing(alarms) as loop:
        await until(_looked(alarms), 10)
        alarms.at = [CLOCK.now() + timedelta(seconds=0.2)]
        loop.written()
        await until(_taken(alarms, 1), 20)


async def test_what_another_process_wrote_is_taken_after_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wake, "TICK_SECONDS", 0.02)
    monkeypatch.setattr(wake, "REST_SECONDS", 0.2)
    alarms = Alarms()
    async with ringing(alarms):
        await until(_looked(alarms), 10)
        alarms.at = [CLOCK.now()]
        await until(_taken(alarms, 1), 20)


async def test_nobody_looks_at_every_tick_while_nothing_is_due_or_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wake, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(wake, "REST_SECONDS", 60.0)
    alarms = Alarms()
    alarms.at = [CLOCK.now() + timedelta(seconds=0.5)]
    async with ringing(alarms):
        await until(_taken(alarms, 1), 20)
    assert alarms.looked <= 20


def _taken(alarms: Alarms, count: int) -> Any:
    async def taken() -> bool:
        return len(alarms.late) == count

    return taken


def _looked(alarms: Alarms) -> Any:
    async def looked() -> bool:
        return alarms.looked > 0

    return looked
