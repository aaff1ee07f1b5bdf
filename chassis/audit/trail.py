"""Notes what was done in the transaction that does it, and links it to the chain soon after."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

import structlog

from chassis.audit.entry import Chain, Deed, Done, End, Verdict, short
from chassis.audit.repository import BATCH, AuditRepository
from chassis.clock import Clock, to_millisecond
from chassis.mongo.database import Database, DatabaseTrouble
from chassis.mongo.unit_of_work import UnitOfWork

log = structlog.get_logger()

STARTED = "service-started"
EXPORTED = "audit-exported"
DEEDS: Mapping[str, str] = {STARTED: "Layanan mulai", EXPORTED: "Jejak audit diunduh"}
"""What every service notes, by code, and the words for it."""
GATHER_SECONDS = 0.2
"""What is done within this time is linked together."""
LOOK_SECONDS = 60.0
"""How often is looked for what other processes, such as a command, have noted."""


class Trail:
    """The trail of one service."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.entries = AuditRepository(database)
        self._noted = False
        self._woken = asyncio.Event()
        database.after_commit(self._wake)

    def put(self, unit: UnitOfWork, *deeds: Deed) -> None:
        """Note deeds with the transaction of `unit`: both are stored, or neither."""
        self._noted = True
        self.entries.put(unit, self._done(*deeds))

    async def record(self, *deeds: Deed) -> None:
        """Note deeds that change no state, such as a sign-in. Raises `DatabaseTrouble`."""
        await self.entries.add(self._done(*deeds))
        self._woken.set()

    async def link(self) -> None:
        """Move what was noted into the chain. Raises `DatabaseTrouble`."""
        while await self._database.transaction(self.entries.chain) == BATCH:
            continue

    async def run(self) -> None:
        """Link what was noted, soon after each commit that notes something, until stopped."""
        while True:
            self._woken.clear()
            try:
                await self.link()
            except (DatabaseTrouble, OSError) as error:
                log.warning("the audit trail could not be linked", error=str(error)[:300])
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._woken.wait()
            await asyncio.sleep(GATHER_SECONDS)

    async def verify(self, noted: End | None = None) -> Verdict:
        """Whether the whole chain is there and unchanged; `noted` is an earlier end."""
        chain, number = Chain(noted), 0
        while found := await self.entries.after(number):
            if wrong := chain.follow(found):
                return wrong
            number = found[-1].number
        return chain.verdict()

    def _wake(self) -> None:
        if self._noted:
            self._noted = False
            self._woken.set()

    def _done(self, *deeds: Deed) -> list[Done]:
        at = to_millisecond(self._clock.now())
        return [Done(at, short(deed)) for deed in deeds]
