"""Tries again what was given up."""

from collections.abc import Collection
from dataclasses import dataclass

from chassis.audit.entry import Deed
from chassis.audit.trail import Trail
from chassis.clock import Clock
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from notifier.deeds import DELIVERIES_RETRIED
from notifier.delivery.delivery import State, tried_anew
from notifier.delivery.repository import DeliveryRepository


@dataclass(frozen=True, slots=True)
class Replay:
    """Makes failed notices pending again. What has closed meanwhile is withdrawn as it leaves."""

    database: Database
    deliveries: DeliveryRepository
    trail: Trail
    clock: Clock
    domain: str

    async def replay(self, keys: Collection[str], by: str) -> int:
        """Try these notices again now; returns how many of them had failed. Noted as done by the
        account `by`; empty: somebody at the command line.
        """
        now = self.clock.now()

        async def work(unit: UnitOfWork) -> int:
            found = await self.deliveries.of_keys(unit, keys)
            again = [one for one in found if one.state is State.FAILED and one.next_channel is None]
            if again:
                self.deliveries.put(unit, [tried_anew(one, now, self.domain) for one in again])
                self.trail.put(unit, Deed(DELIVERIES_RETRIED, by, "", {"deliveries": len(again)}))
            return len(again)

        return await self.database.transaction(work)
