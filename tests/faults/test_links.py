"""Every link slow, silent, reset and cut, one way after the other."""

import asyncio
from collections.abc import Iterable

from tests.faults.people import LATE
from tests.faults.proxy import Proxy
from tests.faults.trial import LONG, Trial

TIMES = 3 if LONG else 1


async def disturbed(proxies: Iterable[Proxy]) -> int:
    """How many connections were cut in the middle of something."""
    links = list(proxies)
    cuts = sum(link.cuts for link in links)
    for _ in range(TIMES):
        for link in links:
            link.latency = 0.15
        await asyncio.sleep(3)
        for link in links:
            link.heal()
            link.stall()
        await asyncio.sleep(4)
        for link in links:
            link.heal()
        for _ in range(3):
            await asyncio.sleep(0.7)
            for link in links:
                link.reset()
        for count in (10, 700, 20_000):
            for link in links:
                link.cut_after(count)
            await asyncio.sleep(1)
    return sum(link.cuts for link in links) - cuts


async def test_the_links_to_kafka(a_trial: Trial) -> None:
    async def disturb() -> None:
        assert await disturbed(a_trial.lab.kafka.proxies.values()) > 0

    await a_trial.survives(disturb)


async def test_the_links_to_mongodb(a_trial: Trial) -> None:
    """Cut between the mail server's yes and the mark, a mail goes out twice."""
    a_trial.may_repeat_mails = True

    async def disturb() -> None:
        assert await disturbed(a_trial.lab.mongodb.proxies.values()) > 0

    await a_trial.survives(disturb)


async def test_the_link_to_the_mail_server(a_trial: Trial) -> None:
    """Cut between DATA and the answer, a mail is in the window in which it goes out twice."""
    a_trial.may_repeat_mails = True

    async def with_mails_under_way() -> None:
        await a_trial.work.plan([LATE] * 4)
        await disturbed([a_trial.lab.mail_proxy])

    await a_trial.survives(with_mails_under_way)


async def test_the_link_to_the_planner_s_keys(a_trial: Trial) -> None:
    """A tracker that starts without them lets nobody in, and says 503 until it has them."""
    lab = a_trial.lab

    async def without_keys() -> None:
        lab.planner_proxy.refuse()
        await lab.processes["tracker-1"].kill()
        await asyncio.sleep(4)
        lab.planner_proxy.heal()
        await disturbed([lab.planner_proxy])

    await a_trial.survives(without_keys)
