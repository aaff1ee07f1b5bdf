"""Mails that came back: the next channel or the next office is told, once."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from chassis.audit.trail import Trail
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from notifier.bounces.report import read_report
from notifier.bounces.service import Bounces, Returned
from notifier.delivery.delivery import MAIL, State
from notifier.delivery.giving_up import GivingUp
from notifier.letters.letter_delivery import deliveries_of
from notifier.letters.repository import LetterRepository
from tests.bounce_reports import postfix
from tests.flow.notifier.mongo_store import MongoStore
from tests.unit.notifier.alerting.desk import kukar
from tests.unit.notifier.delivery.episodes import HEAD, TEAM
from tests.unit.notifier.delivery.post import Post
from tests.unit.notifier.given import DOMAIN, START
from tests.unit.notifier.letters.given_letters import a_letter, an_agency

ITEMS = ["QW-01", "QW-02", "QW-03"]


@pytest.fixture
async def database(mongodb_uri: str) -> AsyncIterator[Database]:
    one = Database(mongodb_uri, "notifier-bounces")
    await one["letter_deliveries"].delete_many({})
    yield one
    one.close()


@pytest.fixture
async def post(database: Database) -> Post:
    store = MongoStore(database)
    await store.prepare()
    await store.empty()
    return await Post(store, most=100).knows_the_agency()


def bounces(post: Post, channels: Sequence[str] = (MAIL,)) -> Bounces:
    async def channels_of(mailbox: str, unit: UnitOfWork) -> Sequence[str]:
        return channels

    store = post.store
    return Bounces(
        database=store.database,
        deliveries=store.deliveries,
        letters=LetterRepository(store.database),
        giving_up=GivingUp(
            alerts=post.episodes,
            deliveries=store.deliveries,
            mailboxes=store.mailboxes,
            senders=post.channels,
            channels_of=channels_of,
            domain=DOMAIN,
        ),
        policy=lambda: kukar(quiet_from="19:00", day_begins="07:00"),
        trail=Trail(store.database, post.clock),
        clock=post.clock,
    )


async def told(post: Post) -> str:
    """Tell the head and the team of three items; the Message-ID of the head's mail."""
    await post.has_late(ITEMS)
    await post.has_late(ITEMS, TEAM)
    await post.passes()
    (head,) = {
        one.message_id
        for one in (await post.store.all_deliveries()).values()
        if one.recipient == HEAD
    }
    return head


async def states(post: Post, email: str, channel: str = MAIL) -> set[State]:
    stored = (await post.store.all_deliveries()).values()
    return {one.state for one in stored if (one.recipient, one.channel) == (email, channel)}


async def test_all_that_left_in_the_mail_counts_as_refused_and_the_core_looks_again(
    post: Post,
) -> None:
    report = read_report(postfix(await told(post), HEAD.upper()))
    assert await bounces(post).take(report) == Returned(notices=3)
    assert (await states(post, HEAD), await states(post, TEAM)) == ({State.FAILED}, {State.SENT})
    marked = await post.store.mailboxes.marked()
    assert {name: one.why for name, one in marked.items()} == {
        HEAD: "returned: 5.1.1 550 5.1.1 User unknown"
    }
    assert sorted(post.episodes.woken) == [f"late:{item}:1" for item in ITEMS]


async def test_the_same_report_again_changes_nothing(post: Post) -> None:
    report = read_report(postfix(await told(post), HEAD))
    await bounces(post).take(report)
    before = await post.store.every_byte()
    assert await bounces(post).take(report) == Returned()
    assert await post.store.every_byte() == before


async def test_the_next_channel_of_the_address_is_used(post: Post) -> None:
    report = read_report(postfix(await told(post), HEAD))
    assert await bounces(post, (MAIL, "telegram")).take(report) == Returned(notices=3)
    assert await post.store.mailboxes.marked() == {}
    await post.passes(timedelta(minutes=1))
    assert await states(post, HEAD, "telegram") == {State.SENT}
    assert post.episodes.woken == []


async def test_what_comes_back_at_night_leaves_by_the_next_channel_in_the_morning(
    post: Post,
) -> None:
    report = read_report(postfix(await told(post), HEAD))
    post.clock.advance(timedelta(hours=14))
    at_night = post.clock.now().astimezone(ZoneInfo("Asia/Makassar"))
    assert (at_night.hour, at_night.minute) == (23, 0)
    await bounces(post, (MAIL, "telegram")).take(report)
    await post.passes(timedelta(hours=7, minutes=59))
    assert await states(post, HEAD, "telegram") == {State.PENDING}
    copy = await post.one("QW-01", "telegram")
    assert (copy.sent_at, copy.said_due) == (None, None), "of the mail"
    await post.passes(timedelta(minutes=1))
    assert await states(post, HEAD, "telegram") == {State.SENT}


async def test_what_was_tried_for_too_long_marks_nobody_and_the_core_looks_again(
    post: Post,
) -> None:
    report = read_report(postfix(await told(post), HEAD, status="4.4.7"))
    assert await bounces(post).take(report) == Returned(notices=3)
    assert await post.store.mailboxes.marked() == {}
    assert sorted(post.episodes.woken) == [f"late:{item}:1" for item in ITEMS]


@pytest.mark.parametrize("recipient", ["anggota@grup.example", TEAM])
async def test_one_that_the_mail_was_not_written_to_takes_nothing_back(
    post: Post, recipient: str
) -> None:
    report = read_report(postfix(await told(post), recipient))
    assert await bounces(post).take(report) == Returned()
    assert await states(post, HEAD) == {State.SENT}


async def test_a_mail_of_somebody_else_takes_nothing_back(post: Post) -> None:
    await told(post)
    report = read_report(postfix("<fremd@lain.example>", HEAD))
    assert await bounces(post).take(report) == Returned()


async def test_a_letter_to_the_council_comes_back_too(post: Post) -> None:
    rows = LetterRepository(post.store.database)
    sent, *others = deliveries_of(a_letter(), [an_agency()], START, DOMAIN)

    async def add(unit: UnitOfWork) -> None:
        await rows.add_deliveries(unit, [sent, *others])

    await post.store.database.transaction(add)
    await post.store.database["letter_deliveries"].update_many({}, {"$set": {"state": "sent"}})
    report = read_report(postfix(sent.message_id, sent.recipient))
    assert await bounces(post).take(report) == Returned(letters=1)
    stored = {one.key: one for one in await rows.of_letter(sent.letter)}
    assert stored[sent.key].state is State.FAILED
    assert {stored[one.key].state for one in others} == {State.SENT}
