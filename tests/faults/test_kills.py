"""kill -9, at random and at the points where most is in hand."""

import asyncio
import random

import pytest

from deploy.local.waiting import until
from tests.faults.lab import REPLICAS
from tests.faults.traps import Point
from tests.faults.trial import LONG, Trial

KILLS = 20
STEPPED_ON_WITHIN = 45.0


@pytest.mark.parametrize("service", ["planner", "tracker", "notifier"])
async def test_kill_9_at_random(a_trial: Trial, service: str):
    """Twenty of each with LONG; seven of each without."""
    chance = random.Random(service)
    a_trial.may_repeat_mails = service == "notifier"

    async def kill_again_and_again() -> None:
        for _ in range(KILLS if LONG else 7):
            await chance.choice(a_trial.lab.of(service)).kill()
            await asyncio.sleep(chance.uniform(0.2, 1.5))

    await a_trial.survives(kill_again_and_again)
    a_trial.line.runs = KILLS if LONG else 7


async def killed_at(trial: Trial, replicas: list[str], point: Point, what: str = "die") -> None:
    """Every one of the replicas comes to the point and dies there."""
    traps = [trial.lab.lay(replica, point, what) for replica in replicas]

    async def stepped_on() -> bool:
        return not any(trap.exists() for trap in traps)

    await until(stepped_on, STEPPED_ON_WITHIN, f"{point} reached by {replicas}")


@pytest.mark.parametrize("point", [Point.BEFORE_COMMIT, Point.BEFORE_PUBLISH, Point.BEFORE_DELETE])
async def test_killed(a_trial: Trial, point: Point):
    await a_trial.survives(lambda: killed_at(a_trial, list(REPLICAS), point))
    a_trial.line.runs = len(REPLICAS)


@pytest.mark.parametrize("what", ["die", "1.5 die"])
async def test_killed_before_offsets_are_committed(a_trial: Trial, what: str):
    """At once, and when the events have been published and their rows deleted."""
    replicas = [name for name in REPLICAS if not name.startswith("planner")]
    await a_trial.survives(lambda: killed_at(a_trial, replicas, Point.BEFORE_OFFSETS, what))
    a_trial.line.runs = len(replicas)


async def test_killed_between_250_and_the_mark(a_trial: Trial):
    """The one window in which a mail goes out twice: with the same Message-ID."""
    a_trial.may_repeat_mails = True
    replicas = [name for name in REPLICAS if name.startswith("notifier")]
    await a_trial.survives(lambda: killed_at(a_trial, replicas, Point.BEFORE_MARK))
    a_trial.line.runs = len(replicas)
    assert a_trial.line.repeated_mails <= len(replicas)
