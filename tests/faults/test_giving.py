"""Files of evidence under kill -9: nothing half, nothing lost that was answered with 201."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from deploy.local.waiting import until
from tests.faults.giving import Giving
from tests.faults.trial import LONG, Trial

GOES_ON_WITHIN = 120.0
ENOUGH = 3


async def survives_giving(trial: Trial, fault: Callable[[], Awaitable[None]]) -> None:
    giving = Giving(trial)
    gives = asyncio.create_task(giving.until_stopped())

    async def more(when: str) -> None:
        wanted = giving.accepted() + ENOUGH

        async def given() -> bool:
            return giving.accepted() >= wanted

        await until(given, GOES_ON_WITHIN, f"more evidence {when} the fault")

    async def fault_between() -> None:
        await more("before")
        await fault()
        await more("after")
        giving.stop()
        await gives

    try:
        await trial.survives(fault_between)
    finally:
        gives.cancel()
    found = await giving.violations()
    trial.line.lost += len(found)
    assert not found, "\n".join(str(one) for one in found[:40])


async def test_evidence_while_trackers_are_killed(a_trial: Trial) -> None:
    chance = random.Random("bukti")
    trackers = a_trial.lab.of("tracker")

    async def kill_again_and_again() -> None:
        for _ in range(10 if LONG else 4):
            await asyncio.sleep(chance.uniform(1.0, 2.5))
            await chance.choice(trackers).kill()

    await survives_giving(a_trial, kill_again_and_again)


async def test_evidence_while_the_primary_is_killed(a_trial: Trial) -> None:
    a_trial.may_repeat_mails = True
    mongodb = a_trial.lab.mongodb

    async def kill() -> None:
        primary = mongodb.processes[await mongodb.settled_primary()]
        await asyncio.sleep(1.5)
        await primary.down()
        await asyncio.sleep(6)
        await primary.start()

    await survives_giving(a_trial, kill)
