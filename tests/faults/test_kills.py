"""kill -9, at random and at the points where most is in hand."""

import asyncio
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from deploy.local.waiting import until
from tests.faults.lab import SERVICES
from tests.faults.traps import Point
from tests.faults.trial import LONG, Trial

KILLS = 20
TIMES = 10 if LONG else 2
STEPPED_ON_WITHIN = 120.0


@pytest.mark.parametrize("service", ["planner", "tracker", "notifier"])
async def test_kill_9_at_random(a_trial: Trial, service: str) -> None:
    """Twenty of each with LONG; seven of each without."""
    chance = random.Random(service)
    a_trial.may_repeat_mails = service == "notifier"

    async def kill_again_and_again() -> None:
        for _ in range(KILLS if LONG else 7):
            await chance.choice(a_trial.lab.of(service)).kill()
            await asyncio.sleep(chance.uniform(0.2, 1.5))

    await a_trial.survives(kill_again_and_again)
    a_trial.line.runs = KILLS if LONG else 7


async def killed_at(trial: Trial, services: Sequence[str], point: Point, what: str = "die") -> None:
    """Twice a replica of each service comes to the point and dies there.

    Either of them: the relay's points are passed by whoever holds the lease.
    """
    lab = trial.lab
    for _ in range(TIMES):
        traps = {
            service: [lab.lay(one.name, point, what) for one in lab.of(service)]
            for service in services
        }

        async def stepped_on(traps: dict[str, list[Path]] = traps) -> bool:
            return all(not all(trap.exists() for trap in laid) for laid in traps.values())

        await until(stepped_on, STEPPED_ON_WITHIN, f"{point} reached by {services}")
    trial.line.runs = TIMES * len(services) - 1


@pytest.mark.parametrize("point", [Point.BEFORE_COMMIT, Point.BEFORE_PUBLISH, Point.BEFORE_DELETE])
async def test_killed(a_trial: Trial, point: Point) -> None:
    a_trial.may_repeat_mails = True  # a notifier that dies may have mails in hand
    await a_trial.survives(lambda: killed_at(a_trial, SERVICES, point))


@pytest.mark.parametrize("what", ["die", "1.5 die"])
async def test_killed_before_offsets_are_committed(a_trial: Trial, what: str) -> None:
    """At once, and when the events have been published and their rows deleted."""
    a_trial.may_repeat_mails = True
    readers = ("tracker", "notifier")
    await a_trial.survives(lambda: killed_at(a_trial, readers, Point.BEFORE_OFFSETS, what))


async def test_killed_between_250_and_the_mark(a_trial: Trial) -> None:
    """The one window in which a mail goes out twice: with the same Message-ID."""
    a_trial.may_repeat_mails = True
    await a_trial.survives(lambda: killed_at(a_trial, ("notifier",), Point.BEFORE_MARK))
