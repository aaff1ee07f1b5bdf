"""A letter to the council made for a test, as `aksi letter make` has it made."""

from contextlib import suppress

from chassis.audit.trail import Trail
from chassis.clock import SystemClock
from chassis.mongo.database import Database
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.plan import REGION, SOON
from tracker.letters.asking import LetterAsking, NotAsked
from tracker.letters.repository import LetterRepository
from tracker.periods.repository import PeriodRepository


async def ask_for_letter(stack: Stack, region: str = REGION) -> None:
    """Have a region's letter of this week made, unless there is one; its calendar is on its way."""
    database, clock = Database(stack.running.mongodb, "tracker"), SystemClock()
    rows = LetterRepository(database)
    asking = LetterAsking(rows, PeriodRepository(database), Trail(database, clock))

    async def asked() -> bool:
        with suppress(NotAsked):
            await asking.ask(region, clock.now())
            return True
        return await rows.last(region) is not None

    await until(asked, 3 * SOON, "a letter that was asked for")
    database.close()
