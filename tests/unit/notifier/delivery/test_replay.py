"""What was given up is tried again, and it is noted who had it so."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from chassis.audit.entry import Deed
from chassis.audit.trail import Trail
from chassis.mongo.unit_of_work import UnitOfWork
from notifier.deeds import DELIVERIES_RETRIED
from notifier.delivery.delivery import State
from notifier.delivery.replay import Replay
from tests.unit.notifier.delivery.post import REFUSED, Post
from tests.unit.notifier.given import DOMAIN, START
from tests.unit.notifier.memory_store import MemoryStore


class Noted(Trail):
    def __init__(self) -> None:
        self.deeds: list[Deed] = []

    def put(self, unit: UnitOfWork, *deeds: Deed) -> None:
        self.deeds += deeds


class Given:
    """A notice that was refused, and one that was sent."""

    def __init__(self, post: Post) -> None:
        self.post, self.noted = post, Noted()
        self.replay = Replay(
            post.store.database, post.store.deliveries, self.noted, post.clock, DOMAIN
        )

    async def again(self, keys: Iterable[str]) -> Any:
        return await self.replay.replay(list(keys), "admin")


@pytest.fixture
async def given() -> Given:
    post = await Post(MemoryStore()).knows_the_agency()
    await post.has_late(["QW-01"])
    await post.passes()
    post.mail.answers(REFUSED)
    await post.has_late(["QW-02"])
    await post.passes()
    post.mail.answers(None)
    return Given(post)


async def test_what_failed_is_sent_once_more_and_only_that(given: Given) -> None:
    everything = await given.post.store.all_deliveries()
    assert await given.again(everything) == 1
    await given.post.passes()
    assert given.post.items == [["QW-01"], ["QW-02"]]
    assert given.noted.deeds == [Deed(DELIVERIES_RETRIED, "admin", "", {"deliveries": 1})]
    assert await given.again(everything) == 0
    assert len(given.noted.deeds) == 1


async def test_what_has_closed_meanwhile_is_withdrawn(given: Given) -> None:
    given.post.episodes.close("late:QW-02:1")
    await given.again(await given.post.store.all_deliveries())
    await given.post.passes()
    assert (await given.post.states())["QW-02"] is State.WITHDRAWN


async def test_it_is_chosen_by_channel_and_day(given: Given) -> None:
    deliveries = given.post.store.deliveries
    assert [one.item_id for one in await deliveries.failed()] == ["QW-02"]
    assert await deliveries.failed(channel="telegram") == []
    assert await deliveries.failed(since=START + timedelta(days=1)) == []
