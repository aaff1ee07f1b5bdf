"""A simulated quarter on real parts: MongoDB, a mail server, two replicas of the notifier of which
one is killed at random ten times. The mails are exactly those that a plain model of docs/alerts.md
predicts.

`ITEMS=300 pytest tests/flow/notifier/test_simulated_quarter.py` is the quarter of a whole region.
"""

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from chassis.clock import FixedClock
from tests.simulation.core import first_difference
from tests.simulation.mail_post import MailPost
from tests.simulation.model import Model
from tests.simulation.pen import ZONE, Quarter, instant_of
from tests.simulation.quarter import calm, quarter
from tests.simulation.replicas import Replicas
from tests.simulation.words import Message, Timed

ITEMS = int(os.environ.get("ITEMS", "30"))
KILLS = 10
A_DAY = timedelta(days=1)
TRIED_AGAIN = timedelta(minutes=40)
"""By then every message was tried once more: half an hour at the most, and our steps."""


def a_quarter(items: int) -> Quarter:
    """Under a policy that presses: the digest at the hour when the day begins, few messages."""
    given = quarter(7, items, messages_an_hour=1, digest_at="07:00")
    return calm(given, timedelta(hours=23))


async def test_the_mails_of_a_quarter_are_those_that_are_predicted(mongodb_uri: str) -> None:
    given = a_quarter(ITEMS)
    predicted = Model(given.policy, given.facts).run(given.until)
    clock = FixedClock(given.facts[0].at)
    post = MailPost(clock.now, lambda address: False)
    async with post.open() as server:
        both = Replicas(mongodb_uri, "quarter", given, post, server, clock, Random(7), kills=KILLS)
        await both.run()
    assert KILLS // 2 <= both.killed <= KILLS  # one that had ended by itself is not counted
    assert first_difference(predicted, await both.messages()) == ""
    assert both.doubled.total() <= KILLS  # taken by the server, and killed before that was recorded


async def test_a_mail_server_that_is_down_for_a_day_loses_nothing_and_floods_nobody(
    mongodb_uri: str,
) -> None:
    down = the_busiest_day(a_quarter(ITEMS))
    back = down + A_DAY
    given = without_news_at(a_quarter(ITEMS), back)
    predicted = Model(given.policy, given.facts).is_down(down, back).run(given.until)
    clock = FixedClock(given.facts[0].at)
    post = MailPost(clock.now, lambda address: False)
    async with post.open() as server:
        both = Replicas(mongodb_uri, "outage", given, post, server, clock, Random(7))
        both.down = (down, back)
        await both.run()
    seen = await both.messages()
    assert not between(seen, down, back)
    at_last = between(seen, back, back + TRIED_AGAIN)
    assert len(at_last) > 5, "else this shows nothing"
    assert first_difference(at_once(predicted, back), at_once(seen, back)) == ""
    assert max(Counter(one.address for one in at_last).values()) <= 2  # at once, and the digest
    assert not both.doubled


def the_busiest_day(given: Quarter) -> datetime:
    """Half past ten of the day before the morning on which most messages leave."""
    messages = Model(given.policy, given.facts).run(given.until)
    days = Counter(one.at.astimezone(ZONE).date() for one in messages)
    return instant_of(days.most_common(1)[0][0] - A_DAY, "10:30")


def between(messages: Iterable[Message], since: datetime, until: datetime) -> list[Message]:
    return [one for one in messages if since <= one.at < until]


def at_once(messages: Iterable[Message], back: datetime) -> list[Message]:
    """What left when the server was back counts as having left in that moment."""
    soon = back + TRIED_AGAIN
    return [one._replace(at=back) if back <= one.at < soon else one for one in messages]


def without_news_at(given: Quarter, back: datetime) -> Quarter:
    """Nothing is heard while what waited leaves."""
    facts = [
        Timed(at + TRIED_AGAIN if back <= at < back + TRIED_AGAIN else at, fact)
        for at, fact in given.facts
    ]
    return replace(given, facts=facts)
