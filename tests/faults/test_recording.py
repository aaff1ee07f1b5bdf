"""A spreadsheet of thousands of reports that is recorded while what records it is killed."""

import asyncio
import random
from itertools import cycle

from tests.faults.mongo_cluster import MongoCluster
from tests.faults.recording import survives_recording
from tests.faults.trial import LONG, Trial

KILLS = 20 if LONG else 6
CHANGES_OF_PRIMARY = 8 if LONG else 3


async def test_a_spreadsheet_while_trackers_are_killed(a_trial: Trial) -> None:
    """One of them, or both: whoever records is among them more often than not."""
    trackers = a_trial.lab.of("tracker")

    async def kill(chance: random.Random) -> None:
        killed = chance.choice((trackers[:1], trackers[1:], trackers))
        await asyncio.gather(*(one.kill() for one in killed))

    await survives_recording(a_trial, KILLS, "lembar", kill)


async def test_a_spreadsheet_while_the_primary_changes(a_trial: Trial) -> None:
    """It steps down, and is killed and comes back, in turn."""
    a_trial.may_repeat_mails = True
    turns = cycle((_steps_down, _is_killed))

    async def change(_chance: random.Random) -> None:
        await next(turns)(a_trial.lab.mongodb)

    await survives_recording(a_trial, CHANGES_OF_PRIMARY, "lembar", change)


async def _steps_down(mongodb: MongoCluster) -> None:
    primary = await mongodb.settled_primary()
    await mongodb.command(primary, "replSetStepDown", 8, force=True)
    await mongodb.settled_primary(other_than=primary)


async def _is_killed(mongodb: MongoCluster) -> None:
    primary = await mongodb.settled_primary()
    await mongodb.processes[primary].down()
    await mongodb.settled_primary(other_than=primary)
    await mongodb.processes[primary].start()
