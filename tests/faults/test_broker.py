"""Brokers that die, change places, and stay away."""

import asyncio

from contracts import ProgressSubmitted
from deploy.local.waiting import until
from tests.faults.trial import LONG, Trial

AWAY_SECONDS = 300.0 if LONG else 45.0


async def test_a_broker_killed_and_started_again(a_trial: Trial) -> None:
    async def restart() -> None:
        broker = a_trial.lab.kafka.processes[2]
        await broker.down()
        await asyncio.sleep(3)
        await broker.start()

    await a_trial.survives(restart)


async def test_every_leader_killed_in_turn(a_trial: Trial) -> None:
    """Whoever leads the submissions is killed, and so is who leads them then."""

    async def chase() -> None:
        for _ in range(6 if LONG else 2):
            leader = await a_trial.lab.kafka.leader(ProgressSubmitted.topic)
            broker = a_trial.lab.kafka.processes[leader]
            await broker.down()
            await asyncio.sleep(6)
            await broker.start()
            await asyncio.sleep(2)

    await a_trial.survives(chase)
    a_trial.line.runs = 6 if LONG else 2


async def test_no_broker_while_officers_keep_posting(a_trial: Trial) -> None:
    """Every post is answered with 201, and its events arrive when the brokers are back."""
    brokers = a_trial.lab.kafka.processes.values()

    async def many() -> bool:
        return len(a_trial.work.statuses) > 50

    async def away() -> None:
        await asyncio.gather(*(broker.down() for broker in brokers))
        a_trial.work.statuses.clear()
        await asyncio.sleep(AWAY_SECONDS)
        await until(many, 60, "officers' posts to be answered")
        answered = list(a_trial.work.statuses)
        assert {status for status in answered if not 200 <= status < 300} == set()
        await asyncio.gather(*(broker.start() for broker in brokers))

    await a_trial.survives(away, after=2)
