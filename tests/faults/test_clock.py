"""Days that end, clocks that jump, and two replicas that tick at the same instant."""

import asyncio
from datetime import datetime, time, timedelta

from contracts.words import Status
from deploy.local.waiting import until
from tests.faults.evidence import drained
from tests.faults.people import DUE_TODAY, ZONE
from tests.faults.trial import DRAINS_WITHIN, Trial

BEFORE_MIDNIGHT_SECONDS = 4.0
ITEMS = 12


async def test_midnight_in_wita_with_two_replicas_ticking(a_trial: Trial) -> None:
    """Twelve items that were on track become late at once: each change once, each mail once."""
    lab, work = a_trial.lab, a_trial.work
    try:
        await work.plan([DUE_TODAY] * ITEMS)
        due = [i for i, body in work.items.items() if body["due"] == _today(a_trial)]
        for item_id in due:
            await work.report(item_id, 99.9)
        midnight = datetime.combine(lab.now().astimezone(ZONE) + timedelta(days=1), time.min, ZONE)
        ahead = (midnight - lab.now()).total_seconds() - BEFORE_MIDNIGHT_SECONDS
        lab.move_clock(ahead)
        work.token = await lab.log_in()

        async def late() -> bool:
            rows = await lab.mongodb.find("tracker", "items", {"_id": {"$in": due}})
            return all(row["status"] == Status.LATE for row in rows)

        await until(late, 60, "items late by the clock alone")
        assert not await a_trial.judge()
        history = await lab.mongodb.find(
            "tracker", "status_history", {"item_id": {"$in": due}, "to": "late"}
        )
        assert {datetime.fromisoformat(row["since"]) for row in history} == {midnight}
        assert len(history) == len(due)
    finally:
        lab.move_clock(0)


async def test_a_clock_that_jumps_a_day_ahead_and_back(a_trial: Trial) -> None:
    lab, work = a_trial.lab, a_trial.work

    async def jump() -> None:
        lab.move_clock(86_400)
        work.token = await lab.log_in()
        await asyncio.sleep(6)
        await work.stop()
        await drained(lab, a_trial.tap, DRAINS_WITHIN)  # what is due tomorrow would wait for it
        lab.move_clock(0)
        work.token = await lab.log_in()
        work.start()
        await asyncio.sleep(1)

    try:
        await a_trial.survives(jump)
    finally:
        lab.move_clock(0)


def _today(trial: Trial) -> str:
    return trial.lab.now().astimezone(ZONE).date().isoformat()
