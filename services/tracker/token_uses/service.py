"""Tells the planner of the uses of tokens, apart from the requests that they came with."""

import asyncio

import structlog

from chassis.clock import Clock
from chassis.kafka.envelope import Outgoing
from chassis.mongo.database import Database, DatabaseTrouble
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from tracker.token_uses.token_uses import TokenUses

log = structlog.get_logger()

GATHER_SECONDS = 1.0
"""Uses of so long go out together; a process that is killed has not told those of its last one."""
RETRY_SECONDS = 5.0


class TokenUseService:
    """Publishes what `TokenUses` has noted, by the outbox."""

    def __init__(
        self, *, uses: TokenUses, database: Database, outbox: Outbox, clock: Clock
    ) -> None:
        self._uses = uses
        self._database = database
        self._outbox = outbox
        self._clock = clock

    async def run(self) -> None:
        """Publish uses as they are noted, until the service stops."""
        while True:
            await self._uses.woken.wait()
            await asyncio.sleep(GATHER_SECONDS)
            self._uses.woken.clear()
            try:
                await self.publish()
            except (DatabaseTrouble, OSError) as error:
                log.warning("could not tell uses of tokens", error=str(error)[:300])
                self._uses.woken.set()
                await asyncio.sleep(RETRY_SECONDS)

    async def publish(self) -> None:
        """Publish the uses that wait. Raises `DatabaseTrouble`: they wait on then."""
        uses, now = self._uses.waiting(), self._clock.now()
        events = [
            Outgoing(use, f"{use.topic}/{use.sha256}/{use.used_at.isoformat()}", now)
            for use in uses
        ]
        if not events:
            return

        async def work(unit: UnitOfWork) -> None:
            self._outbox.put_alone(unit, events)

        await self._database.transaction(work)
        self._uses.told(uses)
