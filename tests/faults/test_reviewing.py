"""Reviews under kill -9: nothing half, nothing lost that was answered with 200, nothing twice."""

from functools import partial

from tests.faults.beside import kill_the_primary, kill_trackers, survives_beside
from tests.faults.reviewing import Reviewing
from tests.faults.trial import Trial

ENOUGH = 10


async def test_reviews_while_trackers_are_killed(a_trial: Trial) -> None:
    reviewing = await Reviewing(a_trial).with_accounts()
    await survives_beside(a_trial, reviewing, ENOUGH, partial(kill_trackers, a_trial, "periksa"))


async def test_reviews_while_the_primary_is_killed(a_trial: Trial) -> None:
    reviewing = await Reviewing(a_trial).with_accounts()
    await survives_beside(a_trial, reviewing, ENOUGH, partial(kill_the_primary, a_trial))
