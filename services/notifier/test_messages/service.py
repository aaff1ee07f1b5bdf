"""Sends a test message at once, says what became of it, and writes it down."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.headerregistry import Address
from typing import Protocol
from uuid import uuid4

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from chassis.audit.entry import Deed
from chassis.audit.trail import Trail
from chassis.auth.refused import too_many
from chassis.clock import Clock
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from contracts.account import Account
from notifier.alerting.ledger import Entry, What
from notifier.channels.channel import NotHandedOver, Sender
from notifier.channels.email.address import AddressNotValid
from notifier.deeds import TESTED
from notifier.directory.offices import Office
from notifier.test_messages.message import write_test

TEST_RULE = "test"
SENT_AN_HOUR = parse("5/hour")
"""By one account, and to one address."""
WAIT_SECONDS = 20.0
ANSWER_MOST = 300
"""Letters of a server's answer that are kept."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom: an office of an agency, and its address."""

    office: Office
    agency: str
    region: str
    name: str
    email: str


class Book(Protocol):
    """Where it is written down."""

    def add(self, unit: UnitOfWork, entries: Iterable[Entry]) -> None:
        """Write entries down."""


class TestMessages:
    """Test messages: each is handed over within `WAIT_SECONDS` or not at all."""

    __test__ = False  # its name looks like one to pytest

    def __init__(
        self,
        *,
        database: Database,
        ledger: Book,
        trail: Trail,
        sender: Sender,
        mail_from: Address,
        clock: Clock,
        zone: str,
        new_key: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self._database = database
        self._ledger = ledger
        self._trail = trail
        self._sender = sender
        self._from = mail_from
        self._clock = clock
        self._zone = zone
        self._new_key = new_key
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    async def send(self, account: Account, to: Recipient) -> Entry:
        """Send it; the entry says what became of it. Raises 429."""
        for whose in (f"account {account.username}", f"address {to.email.casefold()}"):
            if not self._limiter.hit(SENT_AN_HOUR, whose):
                raise too_many(3600)
        key = f"{TEST_RULE}:{self._new_key()}"
        refused = await self._handed_over(account, to, key)
        entry = self._entry(account, to, key, refused)

        async def work(unit: UnitOfWork) -> None:
            self._ledger.add(unit, [entry])
            details = {"office": to.office.value, "outcome": refused or "diserahkan"}
            self._trail.put(unit, Deed(TESTED, account.username, to.agency, details))

        await self._database.transaction(work)
        return entry

    async def _handed_over(self, account: Account, to: Recipient, key: str) -> str:
        """Why it was not taken; empty when it was."""
        connection = self._sender.connection()
        try:
            written = write_test(
                key=key,
                name=to.name,
                email=to.email,
                sender=self._from,
                by=account.username,
                now=self._clock.now(),
                zone=self._zone,
            )
            async with asyncio.timeout(WAIT_SECONDS):
                await connection.hand_over(written, to.email)
        except (NotHandedOver, AddressNotValid, OSError, TimeoutError) as error:
            return str(error)[:ANSWER_MOST] or type(error).__name__
        finally:
            await connection.close()
        return ""

    def _entry(self, account: Account, to: Recipient, key: str, refused: str) -> Entry:
        return Entry(
            alert=key,
            number=1,
            rule=TEST_RULE,
            item_id="",
            title="Pesan uji",
            agency=to.agency,
            region=to.region,
            at=self._clock.now(),
            what=What.TESTED,
            offices=(to.office,),
            told=0 if refused else 1,
            by=account.username,
            words=refused,
        )
