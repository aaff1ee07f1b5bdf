"""Hands letters over to the mail server, and records the outcome of each attempt."""

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from chassis.clock import Clock
from chassis.ending import finished
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from notifier.channels.channel import Connection, NotHandedOver, Sender, Written
from notifier.channels.email import senders
from notifier.delivery.delivery import State, pause
from notifier.letters.letter_delivery import GIVE_UP_AFTER, LetterDelivery
from notifier.letters.message import LetterNotWritten, LetterWriter
from notifier.letters.repository import LetterRepository

log = structlog.get_logger()

STOP_SECONDS = 4.0
LEASE = timedelta(seconds=180)
"""Longer than a mail transaction can last."""


class LetterMailing:
    """Claims deliveries that are due, and hands them over one after another.

    A crash between the server's acceptance and our commit sends the letter once more, with the same
    Message-ID.
    """

    def __init__(
        self,
        *,
        database: Database,
        rows: LetterRepository,
        sender: Sender,
        writer: LetterWriter,
        clock: Clock,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._database = database
        self._rows = rows
        self._sender = sender
        self._writer = writer
        self._clock = clock
        self._jitter = jitter

    async def due(self, now: datetime, limit: int) -> int:
        """Hand over up to `limit` deliveries that are due; returns how many were tried. Raises
        `DatabaseTrouble`.
        """
        connection = self._sender.connection()
        try:
            for number in range(limit):
                if not await finished(self._deliver_one(connection, now), STOP_SECONDS):
                    return number
            return limit
        finally:
            await connection.close()

    async def _deliver_one(self, connection: Connection, now: datetime) -> bool:
        claimed = time.monotonic()
        delivery = await self._rows.claim(now, LEASE)
        if delivery is None:
            return False
        try:
            written = await self._written(delivery)
            if time.monotonic() - claimed > LEASE.total_seconds() - senders.MAIL_SECONDS:
                return True  # tried again after its lease; another process may be faster
            await connection.hand_over(written, delivery.recipient)
        except NotHandedOver as error:
            await self._not_sent(delivery, str(error), final=error.final)
        else:
            await self._sent(delivery)
        return True

    async def _written(self, delivery: LetterDelivery) -> Written:
        heard = await self._rows.letter(delivery.letter)
        if heard is None:
            raise NotHandedOver("the letter is gone", final=True)
        try:
            return self._writer.written(heard.letter, delivery, self._clock.now())
        except LetterNotWritten as error:
            raise NotHandedOver(str(error), final=True) from error
        except Exception as error:  # a letter that cannot be written must not block others
            log.exception("a letter cannot be written", delivery=delivery.key)
            raise NotHandedOver(repr(error)[:300], final=False) from error

    async def _sent(self, delivery: LetterDelivery) -> None:
        at = self._clock.now()
        sent = replace(delivery, state=State.SENT, sent_at=at, last_error=None)
        if await self._database.transaction(partial(self._record, sent)):
            log.info("letter handed over", delivery=sent.key, message_id=sent.message_id)

    async def _not_sent(self, delivery: LetterDelivery, why: str, *, final: bool) -> None:
        now = self._clock.now()
        given_up = final or now - delivery.created_at > GIVE_UP_AFTER
        after = replace(
            delivery,
            state=State.FAILED if given_up else State.PENDING,
            next_at=now + pause(delivery.attempts, self._jitter()),
            last_error=why,
        )
        if await self._database.transaction(partial(self._record, after)):
            log.warning("letter not handed over", delivery=delivery.key, why=why, given_up=given_up)

    async def _record(self, after: LetterDelivery, unit: UnitOfWork) -> bool:
        """False when it is recorded as sent already, or has changed since it was claimed and was
        not sent now.
        """
        for one in await self._rows.of_letter(after.letter, unit):
            if one.key != after.key or one.state is State.SENT:
                continue
            unchanged = (one.state, one.attempts) == (State.PENDING, after.attempts)
            if after.state is State.SENT or unchanged:
                self._rows.save(unit, after)
                return True
        return False
