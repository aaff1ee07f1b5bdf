"""What leaves when, over the real database; several replicas; documents of a former version."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from chassis.mongo.database import Database
from notifier.delivery.delivery import State
from notifier.delivery.documents import delivery_document
from notifier.delivery.mailboxes.mailbox import Mailbox
from tests.flow.notifier.mongo_store import MongoStore
from tests.unit.notifier.delivery.episodes import HEAD, TEAM, a_notice
from tests.unit.notifier.delivery.mailing_rules import SIXTY, MailingRules, NewPost
from tests.unit.notifier.delivery.post import (
    BROKE_OFF,
    FULL,
    REFUSED,
    UNREACHED,
    Post,
    as_stored_by_a_former_version,
)

NAME = "notifier-mailing"
REPLICAS = 3
ROUNDS = 12


@pytest.fixture(scope="session")
async def databases(mongodb_uri: str) -> AsyncIterator[list[Database]]:
    found = [Database(mongodb_uri, NAME) for _ in range(REPLICAS)]
    await MongoStore(found[0]).prepare()
    yield found
    for database in found:
        database.close()


@pytest.fixture(scope="session")
async def new_post(databases: list[Database]) -> NewPost:
    async def new(**more: Any) -> Post:
        store = MongoStore(databases[0])
        await store.empty()
        return await Post(store, **more).knows_the_agency()

    return new


class TestMailingOnMongoDB(MailingRules):
    """Every rule, over the real thing."""


@pytest.fixture
async def replicas(new_post: NewPost, databases: list[Database]) -> list[Post]:
    first = await new_post(most=1000)
    others = (Post(MongoStore(one), beside=first, most=1000) for one in databases[1:])
    return [first, *others]


async def all_pass(replicas: list[Post], by: timedelta = timedelta(0)) -> None:
    replicas[0].clock.advance(by)
    await asyncio.gather(*(one.passes() for one in replicas for _ in range(4)))


def copies(post: Post) -> Counter[str]:
    """How often each message was taken."""
    return Counter(written.key for _, written in post.mail.taken)


async def test_replicas_at_once_send_no_half_and_nothing_twice(replicas: list[Post]) -> None:
    addresses = [HEAD, TEAM, *(f"kepala-{n}@kukar.example" for n in range(10))]
    for email in addresses:
        await replicas[0].has_late(SIXTY, email)
    await all_pass(replicas)
    assert replicas[0].items == [SIXTY] * len(addresses)
    assert set(copies(replicas[0]).values()) == {1}
    assert len(await replicas[0].store.all_sent()) == len(SIXTY) * len(addresses)


async def test_whatever_the_server_answers_each_notice_leaves_once(replicas: list[Post]) -> None:
    """New notices come while others are tried; the server answers one way after another."""
    post, answers = replicas[0], [None, FULL, UNREACHED, BROKE_OFF, None]
    items = [f"QW-{n:03}" for n in range(ROUNDS * 5)]
    for n in range(ROUNDS):
        post.mail.answers(answers[n % len(answers)])
        await post.has_late(items[n * 5 : n * 5 + 5])
        await post.has_late(items[n * 5 : n * 5 + 5], TEAM)
        await all_pass(replicas, timedelta(minutes=7))
    post.mail.answers(None)
    await all_pass(replicas, timedelta(hours=1))
    await all_pass(replicas, timedelta(hours=1))
    told = Counter(
        (address, item)
        for address, written in post.mail.taken
        for item in (one["item_id"] for one in written.data["notices"])  # type: ignore[attr-defined]
    )
    assert told == {(address, item): 1 for address in (HEAD, TEAM) for item in items}
    assert set(copies(post).values()) == {1}


async def test_an_address_that_closed_episodes_while_replicas_send_hears_no_more_than_once(
    replicas: list[Post],
) -> None:
    post = replicas[0]
    await post.has_late(SIXTY)

    async def closes() -> None:
        for item in SIXTY[::2]:
            post.episodes.close(f"late:{item}:1")
            await post.withdraws(f"late:{item}:1")

    await asyncio.gather(closes(), *(one.passes() for one in replicas))
    await all_pass(replicas)
    states = await post.states()
    assert set(states.values()) <= {State.SENT, State.WITHDRAWN}
    told = [item for mail in post.items for item in mail]
    assert sorted(told) == sorted(item for item, state in states.items() if state is State.SENT)
    assert set(SIXTY[1::2]) <= set(told)


async def test_an_address_is_one_replicas_until_it_is_released(replicas: list[Post]) -> None:
    first, second = (one.store.mailboxes for one in replicas[:2])
    lease, odd = timedelta(minutes=3), "$a.{b}'@kukar.example"
    (claimed,) = await first.claim("mail", [odd], lease)
    assert claimed == Mailbox("mail", odd, turn=1)
    assert await second.claim("mail", [odd, HEAD], lease) == [Mailbox("mail", HEAD, turn=1)]

    async def release(*mailboxes: Mailbox) -> None:
        async def work(unit: Any) -> None:
            first.release(unit, mailboxes)

        await replicas[0].store.database.transaction(work)

    await release(Mailbox("mail", claimed.name, turn=0))  # who has lost the lease ends none
    assert await second.claim("mail", [odd], lease) == []
    await release(claimed)
    assert await second.claim("mail", [odd, HEAD], lease) == [Mailbox("mail", odd, turn=2)]


async def test_of_replicas_that_claim_the_same_addresses_at_once_each_gets_others(
    replicas: list[Post],
) -> None:
    names = [f"kepala-{n}@kukar.example" for n in range(40)]
    for turn in (1, 2):  # those that nobody has written to yet, and those that are known
        claimed = await asyncio.gather(
            *(one.store.mailboxes.claim("mail", names, timedelta(minutes=3)) for one in replicas)
        )
        everything = [one for some in claimed for one in some]
        assert sorted(one.name for one in everything) == sorted(names)
        assert {one.turn for one in everything} == {turn}
        await replicas[0].store.lapse()


async def test_notices_of_a_former_version_are_sent_with_the_new_ones(
    new_post: NewPost, databases: list[Database]
) -> None:
    post = await new_post()
    former = [as_stored_by_a_former_version(delivery_document(a_notice(f"QW-{n}"))) for n in (1, 2)]
    for row in former:
        post.episodes.open(row["item_id"])
    await databases[0]["deliveries"].insert_many(former)
    await post.has_late(["QW-3"])
    await post.passes()
    assert post.items == [["QW-1", "QW-2", "QW-3"]]


async def test_what_a_notifier_of_the_former_version_has_in_hand_is_left_to_it(
    new_post: NewPost, databases: list[Database]
) -> None:
    post = await new_post()
    await post.has_late(["QW-1"])
    held = [{"$set": {"held_until": {"$add": ["$$NOW", 60_000]}}}]
    await databases[0]["deliveries"].update_many({}, held)
    await post.has_late(["QW-2"])
    await post.passes()
    assert post.items == [["QW-2"]]


async def test_what_is_due_is_found_by_an_index(
    new_post: NewPost, databases: list[Database]
) -> None:
    post = await new_post()
    await post.has_late(SIXTY, send_at=post.clock.now() + timedelta(days=1))
    await post.has_late(["QW-90"])
    due = {"state": "pending", "next_at": {"$lte": post.clock.now()}, "channel": "mail"}
    plan = await databases[0]["deliveries"].find(due).sort("next_at", 1).explain()
    assert plan["executionStats"]["totalDocsExamined"] <= 2


async def test_what_waits_and_what_was_given_up_is_counted_by_channel(new_post: NewPost) -> None:
    post = await new_post(channels={HEAD: ("mail", "telegram")})
    post.mail.answers(REFUSED)
    await post.has_late(["QW-1"])  # refused, but told by the next channel
    await post.has_late(["QW-1"], TEAM)
    await post.passes()
    await post.has_late(["QW-2"], digest=True, send_at=post.clock.now() + timedelta(days=1))
    await post.has_late(["QW-3", "QW-4"])
    counts = await post.store.deliveries.counts(post.clock.now())
    assert counts == {State.PENDING: {"mail": 2}, State.FAILED: {"mail": 1}}
    assert [one.recipient for one in await post.store.deliveries.failed()] == [TEAM]
    assert await post.store.deliveries.failed(channel="telegram") == []
    assert await post.store.deliveries.failed(since=post.clock.now() + timedelta(days=1)) == []


async def test_messages_are_counted_for_an_hour_and_no_longer(new_post: NewPost) -> None:
    post = await new_post()
    for n in range(3):
        await post.has_late([f"QW-{n}"])
        await post.passes(timedelta(minutes=50))
    (mailbox,) = await post.store.mailboxes.claim("mail", [HEAD], timedelta(minutes=3))
    now = post.clock.now()
    assert mailbox.sent == (now - timedelta(minutes=50), now)
