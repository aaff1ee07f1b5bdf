"""Files of evidence under kill -9: nothing half, nothing lost that was answered with 201."""

from functools import partial

from tests.faults.beside import kill_the_primary, kill_trackers, survives_beside
from tests.faults.giving import Giving
from tests.faults.trial import Trial

ENOUGH = 3


async def test_evidence_while_trackers_are_killed(a_trial: Trial) -> None:
    await survives_beside(
        a_trial, Giving(a_trial), ENOUGH, partial(kill_trackers, a_trial, "bukti")
    )


async def test_evidence_while_the_primary_is_killed(a_trial: Trial) -> None:
    await survives_beside(a_trial, Giving(a_trial), ENOUGH, partial(kill_the_primary, a_trial))
