"""Reviews under kill -9: nothing half, nothing lost that was answered with 200, nothing twice."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from deploy.local.waiting import until
from tests.faults.reviewing import Reviewing
from tests.faults.trial import LONG, Trial

GOES_ON_WITHIN = 120.0
ENOUGH = 10


async def survives_reviewing(trial: Trial, fault: Callable[[], Awaitable[None]]) -> None:
    reviewing = Reviewing(trial)
    await reviewing.has_accounts()
    reviews = asyncio.create_task(reviewing.until_stopped())

    async def more(when: str) -> None:
        wanted = len(reviewing.done) + ENOUGH

        async def reviewed() -> bool:
            if reviews.done():
                reviews.result()
            return len(reviewing.done) >= wanted

        await until(reviewed, GOES_ON_WITHIN, f"more reviews {when} the fault")

    async def fault_between() -> None:
        await more("before")
        await fault()
        await more("after")
        reviewing.stop()
        await reviews

    try:
        await trial.survives(fault_between)
    finally:
        reviews.cancel()
    found = await reviewing.violations()
    trial.line.lost += len(found)
    assert not found, "\n".join(str(one) for one in found[:40])


async def test_reviews_while_trackers_are_killed(a_trial: Trial) -> None:
    chance = random.Random("periksa")
    trackers = a_trial.lab.of("tracker")

    async def kill_again_and_again() -> None:
        for _ in range(10 if LONG else 4):
            await asyncio.sleep(chance.uniform(1.0, 2.5))
            await chance.choice(trackers).kill()

    await survives_reviewing(a_trial, kill_again_and_again)


async def test_reviews_while_the_primary_is_killed(a_trial: Trial) -> None:
    a_trial.may_repeat_mails = True
    mongodb = a_trial.lab.mongodb

    async def kill() -> None:
        primary = mongodb.processes[await mongodb.settled_primary()]
        await asyncio.sleep(1.5)
        await primary.down()
        await asyncio.sleep(6)
        await primary.start()

    await survives_reviewing(a_trial, kill)
