"""Several replicas of the notifier over one database."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from chassis.mongo.database import Database
from notifier.delivery.delivery import State
from tests.flow.notifier.mongo_store import MongoStore
from tests.unit.notifier.given import GRACE, change
from tests.unit.notifier.world import World

REPLICAS = 3
SHORT = timedelta(seconds=4)
ITEMS = [f"QW-{n:02}" for n in range(12)]


@pytest.fixture
async def replicas(mongodb_uri: str) -> AsyncIterator[list[World]]:
    databases = [Database(mongodb_uri, "notifier-replicas") for _ in range(REPLICAS)]
    first, *others = [MongoStore(database) for database in databases]
    await first.prepare()
    await first.empty()
    world = await World(first).knows_the_offices()
    yield [world, *(World(book, beside=world) for book in others)]
    for database in databases:
        database.close()


async def climbed(replicas: Sequence[World]) -> None:
    replicas[0].clock.advance(timedelta(seconds=6))
    await asyncio.gather(*(one.alerts.escalate(one.clock.now(), 500) for one in replicas))
    replicas[0].clock.advance(GRACE)


def mails(world: World) -> Counter[tuple[str, str]]:
    """How many of each Message-ID came to each recipient."""
    return Counter((recipient, mail["Message-ID"]) for recipient, mail in world.server.taken)


async def test_replicas_that_do_the_same_at_once_tell_everyone_once(
    replicas: list[World],
) -> None:
    changes = [change("late", item=item) for item in ITEMS]
    await asyncio.gather(*(one.alerts.follow(changes) for one in replicas))
    await climbed(replicas)
    await asyncio.gather(*(one.drains() for one in replicas))
    assert len(mails(replicas[0])) == 2
    assert set(mails(replicas[0]).values()) == {1}
    assert len(await replicas[0].store.all_sent()) == 2 * len(ITEMS)


async def test_whoever_was_told_while_the_item_was_being_done_hears_that_it_is(
    replicas: list[World],
) -> None:
    """The end comes while the mails go out: each first mail has its resolved notice."""
    await replicas[0].alerts.follow([change("late", item=item) for item in ITEMS])
    await climbed(replicas)
    sending, closing = replicas[0], replicas[1]

    async def close_one_by_one() -> None:
        for item in ITEMS:
            await closing.alerts.follow([change("done", 2, item)])

    await asyncio.gather(sending.drains(), replicas[2].drains(), close_one_by_one())
    await climbed(replicas)
    await sending.drains()
    deliveries = (await sending.store.all_deliveries()).values()
    told = {(one.item_id, one.recipient) for one in deliveries if one.state is State.SENT}
    first, last = (
        {
            (one.item_id, one.recipient)
            for one in deliveries
            if one.state is State.SENT and one.is_closing is closing_one
        }
        for closing_one in (False, True)
    )
    assert first == last == told
    assert set(mails(sending).values()) <= {1}
    assert {one.state for one in deliveries} <= {State.SENT, State.WITHDRAWN}


async def test_a_ledger_line_and_its_fact_are_kept_together_or_not_at_all(
    replicas: list[World],
) -> None:
    world = replicas[0]
    await world.alerts.follow([change("late")])
    await world.passes()
    sent = {key for key, one in (await world.store.all_deliveries()).items()}
    assert {fact.delivery for fact in await world.store.all_sent()} == sent


async def test_what_a_dead_replica_had_in_hand_comes_back_when_its_lease_has_lapsed(
    replicas: list[World],
) -> None:
    dead, alive = (one.store.mailboxes for one in replicas[:2])
    head, team = "kepala@kominfo.example", "tim@kukarkab.example"
    (claimed,) = await dead.claim("mail", [head], SHORT)
    assert [one.name for one in await alive.claim("mail", [head, team], SHORT)] == [team]
    await asyncio.sleep(SHORT.total_seconds() * 1.5)
    (taken_over,) = await alive.claim("mail", [head], SHORT)
    assert taken_over.turn == claimed.turn + 1
