"""What is made once for all who ask for the same within some time."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from chassis.http.problem import Problem
from chassis.kept import OWN_MOST, Kept

NOW = datetime(2026, 6, 14, tzinfo=UTC)
SECONDS = timedelta(seconds=20)


class Maker:
    def __init__(self) -> None:
        self.made = 0

    async def make(self) -> int:
        self.made += 1
        await asyncio.sleep(0)
        return self.made

    async def fail(self) -> int:
        self.made += 1
        raise OSError


async def test_who_asks_at_once_or_soon_has_the_same() -> None:
    kept, maker = Kept(10), Maker()
    asked = (kept.of(("a",), NOW, SECONDS, maker.make) for _ in range(8))
    assert await asyncio.gather(*asked) == [1] * 8
    assert await kept.of(("a",), NOW + timedelta(seconds=19), SECONDS, maker.make) == 1
    assert await kept.of(("a",), NOW + SECONDS, SECONDS, maker.make) == 2
    assert await kept.of(("b",), NOW, SECONDS, maker.make) == 3


async def test_a_clock_that_was_set_back_keeps_nothing_from_the_future() -> None:
    kept, maker = Kept(10), Maker()
    await kept.of(("a",), NOW, SECONDS, maker.make)
    assert await kept.of(("a",), NOW - timedelta(days=1), SECONDS, maker.make) == 2


async def test_what_failed_is_tried_again() -> None:
    kept, maker = Kept(10), Maker()
    for _ in range(2):
        with pytest.raises(OSError):  # noqa: PT011 - whatever it was
            await kept.of(("a",), NOW, SECONDS, maker.fail)
    assert maker.made == 2
    assert await kept.of(("a",), NOW, SECONDS, maker.make) == 3


async def test_who_goes_away_takes_it_from_nobody() -> None:
    kept, maker = Kept(10), Maker()
    first = asyncio.ensure_future(kept.of(("a",), NOW, SECONDS, maker.make))
    second = asyncio.ensure_future(kept.of(("a",), NOW, SECONDS, maker.make))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == 1


async def test_only_so_many_are_made_at_the_same_time() -> None:
    kept, now_made, most = Kept(99, at_once=2), 0, 0

    async def make() -> None:
        nonlocal now_made, most
        now_made += 1
        most = max(most, now_made)
        await asyncio.sleep(0)
        now_made -= 1

    await asyncio.gather(*(kept.of((n,), NOW, SECONDS, make) for n in range(9)))
    assert most == 2


async def test_what_is_no_longer_asked_for_is_dropped_when_it_is_over() -> None:
    kept, maker = Kept(99), Maker()
    for number in range(9):
        await kept.of((number,), NOW, SECONDS, maker.make)
    await kept.of(("a",), NOW + SECONDS, SECONDS, maker.make)
    assert len(kept) == 1


async def test_only_so_many_are_kept() -> None:
    kept, maker = Kept(2), Maker()
    for key in ("a", "b", "c", "b", "a"):
        await kept.of((key,), NOW, SECONDS, maker.make)
    assert maker.made == 4


async def test_one_owner_has_only_so_many_in_the_making_and_takes_no_turn_from_others() -> None:
    kept, maker, go_on = Kept(99, at_once=1), Maker(), asyncio.Event()

    async def slow() -> int:
        await go_on.wait()
        return await maker.make()

    def ask(key: str, owner: str) -> "asyncio.Future[int]":
        return asyncio.ensure_future(kept.of((key,), NOW, SECONDS, slow, owner=owner))

    own = [ask(f"{number}", "ani") for number in range(OWN_MOST)]
    await asyncio.sleep(0)
    for _ in range(3):
        with pytest.raises(Problem) as refused:
            await ask("one more", "ani")
        assert (refused.value.status, "Retry-After" in refused.value.headers) == (503, True)
    again, other = ask("0", "ani"), ask("x", "budi")
    await asyncio.sleep(0)
    go_on.set()
    assert await again == 1, "what is in the making is no further one"
    assert await other == OWN_MOST + 1
    await asyncio.gather(*own)
    assert await kept.of(("one more",), NOW, SECONDS, maker.make, owner="ani") == OWN_MOST + 2


async def test_what_failed_or_was_kept_counts_for_nobody() -> None:
    kept, maker = Kept(2), Maker()
    for number in range(3 * OWN_MOST):
        with pytest.raises(OSError):  # noqa: PT011 - whatever it was
            await kept.of((number,), NOW, SECONDS, maker.fail, owner="ani")
    for number in range(3 * OWN_MOST):
        await kept.of((number,), NOW, SECONDS, maker.make, owner="ani")


class Slow(Maker):
    """Each value is made when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()
        self.ended = asyncio.Event()

    async def make(self) -> int:
        await self.go_on.wait()
        self.ended.set()
        return await super().make()

    async def ends(self) -> None:
        self.ended.clear()
        self.go_on.set()
        await self.ended.wait()
        for _ in range(3):  # what was made is handed on
            await asyncio.sleep(0)


async def test_while_a_new_one_is_long_in_the_making_the_former_stands_in() -> None:
    kept, slow = Kept(9, patience_seconds=0), Slow()

    async def ask(after: timedelta) -> int:
        found: int = await kept.of(
            ("a",), NOW + after, SECONDS, slow.make, instead=lambda _: SECONDS
        )
        return found

    slow.go_on.set()
    assert await ask(timedelta(0)) == 1
    slow.go_on.clear()
    assert await ask(SECONDS) == 1
    assert await ask(1.9 * SECONDS) == 1
    await slow.ends()
    assert await ask(1.9 * SECONDS) == 2, "made at twenty seconds"
    assert len(kept) == 1


async def test_one_that_is_too_old_stands_in_for_nothing_and_none_is_made_twice_at_once() -> None:
    kept, slow = Kept(9, patience_seconds=0), Slow()
    slow.go_on.set()
    await kept.of(("a",), NOW, SECONDS, slow.make, instead=lambda _: SECONDS)
    slow.go_on.clear()
    asked = [
        asyncio.ensure_future(
            kept.of(("a",), NOW + n * SECONDS, SECONDS, slow.make, instead=lambda _: SECONDS)
        )
        for n in (2, 3, 4)
    ]
    await asyncio.sleep(0)
    slow.go_on.set()
    assert await asyncio.gather(*asked) == [2, 2, 2]


async def test_after_a_failure_the_former_stands_in_once_more() -> None:
    kept, slow = Kept(9, patience_seconds=0), Slow()
    slow.go_on.set()

    async def ask(after: timedelta, make: object = slow.make) -> int:
        found: int = await kept.of(
            ("a",),
            NOW + after,
            SECONDS,
            make,  # type: ignore[arg-type]
            instead=lambda _: 10 * SECONDS,
        )
        return found

    assert await ask(timedelta(0)) == 1
    with pytest.raises(OSError):  # noqa: PT011 - whatever it was
        await ask(SECONDS, slow.fail)
    slow.go_on.clear()
    assert await ask(2 * SECONDS) == 1
    await slow.ends()
    assert await ask(2 * SECONDS) == 3


async def test_what_is_asked_for_most_is_dropped_last() -> None:
    kept, maker = Kept(2), Maker()

    async def ask(key: str, after: timedelta) -> int:
        found: int = await kept.of(
            (key,), NOW + after, SECONDS, maker.make, instead=lambda _: 9 * SECONDS
        )
        return found

    assert [await ask("hot", 0 * SECONDS), await ask("cold", 0 * SECONDS)] == [1, 2]
    assert await ask("hot", SECONDS) == 3
    assert await ask("new", SECONDS) == 4
    assert await ask("hot", SECONDS) == 3
