"""Tells the status of each item once more, at the first start of this release."""

from functools import partial

from chassis.clock import Clock
from chassis.kafka.envelope import Outgoing
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from tracker.telling_again.repository import TellingAgainRepository, Told

AT_ONCE = 500


class TellingAgain:
    """The notifier of an earlier release kept which change of status it had heard of, and not what
    it said. One that judges by statuses lacks them, also of items whose last change is older than
    what the broker keeps. Who has heard of a change hears nothing new: it has its `seq`.
    """

    def __init__(
        self, database: Database, rows: TellingAgainRepository, outbox: Outbox, clock: Clock
    ) -> None:
        self._database = database
        self._rows = rows
        self._outbox = outbox
        self._clock = clock

    async def tell(self) -> None:
        """Tell what was not told yet, of several trackers at once too; nothing once it is done."""
        told = await self._rows.told()
        while not told.done:
            told = await self._database.transaction(partial(self._tell_some, told))

    async def _tell_some(self, told: Told, unit: UnitOfWork) -> Told:
        reached = await self._rows.told(unit)
        if reached != told:
            return reached  # another tracker was faster
        changes, reached = await self._rows.last_changes(unit, told.after, AT_ONCE)
        self._rows.save(unit, reached)
        now = self._clock.now()
        self._outbox.put(
            unit, [Outgoing(one, f"{one.topic}/{one.item_id}/{one.seq}", now) for one in changes]
        )
        return reached
