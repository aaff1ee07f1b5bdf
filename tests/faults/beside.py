"""Work that goes on beside the workload while something is killed, and is judged after it."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Protocol

from deploy.local.waiting import until
from tests.faults.invariants import Violation
from tests.faults.trial import LONG, Trial

GOES_ON_WITHIN = 120.0


class Beside(Protocol):
    """Work that goes on until it is stopped."""

    def accepted(self) -> int:
        """How much was answered with yes."""

    async def until_stopped(self) -> None:
        """Do one after the other."""

    def stop(self) -> None:
        """Do no more after what is in hand."""

    async def violations(self) -> list[Violation]:
        """What does not hold, when nothing is under way any more."""


async def survives_beside(
    trial: Trial, work: Beside, enough: int, fault: Callable[[], Awaitable[None]]
) -> None:
    """Have the fault once `enough` was accepted before it, and go on until as much was after it."""
    working = asyncio.create_task(work.until_stopped())

    async def more(when: str) -> None:
        wanted = work.accepted() + enough

        async def there() -> bool:
            if working.done():
                working.result()
            return work.accepted() >= wanted

        await until(there, GOES_ON_WITHIN, f"more accepted {when} the fault")

    async def fault_between() -> None:
        await more("before")
        await fault()
        await more("after")
        work.stop()
        await working

    try:
        await trial.survives(fault_between)
    finally:
        working.cancel()
    found = await work.violations()
    trial.line.lost += len(found)
    assert not found, "\n".join(str(one) for one in found[:40])


async def kill_trackers(trial: Trial, seed: str) -> None:
    """One of them after the other, again and again."""
    chance, trackers = random.Random(seed), trial.lab.of("tracker")
    for _ in range(10 if LONG else 4):
        await asyncio.sleep(chance.uniform(1.0, 2.5))
        await chance.choice(trackers).kill()


async def kill_the_primary(trial: Trial) -> None:
    """Once; it comes back as another primary is there."""
    trial.may_repeat_mails = True
    mongodb = trial.lab.mongodb
    primary = mongodb.processes[await mongodb.settled_primary()]
    await asyncio.sleep(1.5)
    await primary.down()
    await asyncio.sleep(6)
    await primary.start()
