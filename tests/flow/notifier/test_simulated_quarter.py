"""A simulated quarter on real parts: MongoDB, a mail server, two replicas of the notifier of which
one is killed at random ten times. The mails are exactly those that a plain model of docs/alerts.md
predicts.

`ITEMS=300 pytest tests/flow/notifier/test_simulated_quarter.py` is the quarter of a whole region.
"""

import os
from datetime import timedelta
from random import Random

from chassis.clock import FixedClock
from tests.simulation.core import first_difference
from tests.simulation.mail_post import MailPost
from tests.simulation.model import Model
from tests.simulation.quarter import calm, quarter
from tests.simulation.replicas import Replicas

ITEMS = int(os.environ.get("ITEMS", "40"))
KILLS = 10


async def test_the_mails_of_a_quarter_are_those_that_are_predicted(mongodb_uri: str) -> None:
    given = calm(quarter(7, ITEMS, messages_an_hour=6), timedelta(hours=12))
    predicted = Model(given.policy, given.facts).run(given.until)
    clock = FixedClock(given.facts[0].at)
    post = MailPost(clock.now, lambda address: False)
    async with post.open() as server:
        dice = Random(7)
        both = Replicas(mongodb_uri, "quarter", given, post, server, clock, dice, kills=KILLS)
        await both.run()
    assert both.killed == KILLS
    assert first_difference(predicted, await both.messages()) == ""
    assert both.doubled.total() <= KILLS  # taken by the server, and killed before that was recorded
