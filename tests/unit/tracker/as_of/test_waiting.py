"""Months that are asked for while one is made: each waits once, and only so many."""

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from chassis.clock import FixedClock
from chassis.http.problem import Problem
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import NOON
from tracker.as_of import service
from tracker.as_of.as_of import AsOf, Basis
from tracker.as_of.service import MONTHS_WAITING, AsOfItems


class Slow(AsOfItems):
    """Makes nothing, slowly, one month after the other."""

    def __init__(self) -> None:
        async def nothing(*_: Any) -> None:
            return None

        rows = SimpleNamespace(made=nothing)
        super().__init__(
            database=cast(Any, SimpleNamespace()),
            rows=cast(Any, rows),
            periods=cast(Any, None),
            time_zone=cast(Any, None),
            clock=FixedClock(NOON),
            rules=RULES,
        )
        self.made: list[str] = []
        self.go_on = asyncio.Event()
        self._lease = cast(Any, SimpleNamespace(hold=self._held, release=nothing))

    async def _held(self) -> bool:
        return True

    async def _catch_up(self, as_of: AsOf) -> None:
        await self.go_on.wait()
        self.made.append(as_of.month.key)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    monkeypatch.setattr(service, "Lease", lambda *_: None)
    return Slow()


def month(number: int) -> AsOf:
    return AsOf(NOON - timedelta(days=31 * number), Basis.EVENT)


async def asked(slow: Slow, *numbers: int) -> "list[asyncio.Task[None]]":
    found = [asyncio.ensure_future(slow._have(month(number))) for number in numbers]
    for _ in range(3):
        await asyncio.sleep(0)
    return found


async def test_a_month_that_waits_is_made_once_for_all_who_ask_for_it(slow: Slow) -> None:
    first = await asked(slow, 1)
    others = await asked(slow, *[2] * 50, *[1] * 50)
    slow.go_on.set()
    await asyncio.gather(*first, *others)
    assert sorted(slow.made) == sorted([month(1).month.key] * 2 + [month(2).month.key]), (
        "the first began before it was asked for again"
    )


async def test_no_more_months_wait_than_there_are_places(slow: Slow) -> None:
    first = await asked(slow, 0)
    waiting = await asked(slow, *range(1, MONTHS_WAITING + 1))
    for number in (MONTHS_WAITING + 1, MONTHS_WAITING + 2):
        with pytest.raises(Problem) as refused:
            await slow._have(month(number))
        assert (refused.value.status, refused.value.code) == (503, "being-made")
    slow.go_on.set()
    await asyncio.gather(*first, *waiting)
    assert len(slow.made) == MONTHS_WAITING + 1
    await slow._have(month(MONTHS_WAITING + 1))
