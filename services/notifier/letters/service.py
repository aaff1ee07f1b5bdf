"""Hears letters, and looks up to whom each goes."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import structlog

from chassis.clock import Clock
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from contracts import CouncilLetter
from notifier.letters.documents import HeardLetter
from notifier.letters.letter_delivery import SENT_WITHIN, deliveries_of, letter_id, next_look
from notifier.letters.repository import LetterRepository

log = structlog.get_logger()


class LetterPost:
    """Makes a delivery for each address that a letter goes to."""

    def __init__(
        self,
        *,
        database: Database,
        rows: LetterRepository,
        clock: Clock,
        domain: str,
        deliver: Callable[[], None],
    ) -> None:
        """`domain`: of Message-IDs; `deliver` is called when something is to be sent."""
        self._database = database
        self._rows = rows
        self._clock = clock
        self._domain = domain
        self._deliver = deliver
        self.poked = asyncio.Event()

    async def take_over(self, letters: Sequence[CouncilLetter]) -> None:
        """Store each letter; idempotent. Only the last of a region is sent, and none that is older
        than `SENT_WITHIN`. Raises `DatabaseTrouble`.
        """
        for letter in sorted(letters, key=lambda one: one.week):
            await self._database.transaction(partial(self._heard, letter))
        self.poked.set()

    async def _heard(self, letter: CouncilLetter, unit: UnitOfWork) -> None:
        if await self._rows.letter(letter_id(letter.region, letter.week), unit) is not None:
            return
        now = self._clock.now()
        is_last = letter.week > await self._rows.last_week(unit, letter.region)
        is_sent = is_last and now - letter.at <= SENT_WITHIN
        self._rows.add(unit, HeardLetter(letter, now, now if is_sent else None))
        if is_last:
            self._rows.supersede(unit, letter.region, letter.week)

    async def due(self, now: datetime, limit: int) -> int:
        """Look up the addresses of letters; returns of how many. Raises `DatabaseTrouble`."""
        due = await self._rows.due(now, limit)
        for heard in due:
            if await self._database.transaction(partial(self._address, heard, now)):
                self._deliver()
        return len(due)

    async def _address(self, heard: HeardLetter, now: datetime, unit: UnitOfWork) -> int:
        """Returns how many addresses were added."""
        stored = await self._rows.letter(heard.id, unit)
        if stored is None or stored.wake_at != heard.wake_at:
            return 0
        agencies = await self._rows.offices(unit, heard.letter.region)
        found = deliveries_of(heard.letter, agencies, now, self._domain)
        added = await self._rows.add_deliveries(unit, found)
        again = next_look(heard.heard_at, now)
        self._rows.look_at(unit, heard, again)
        if not found and again is None:
            log.warning("a letter goes to nobody: no office has an address", letter=heard.id)
        return added
