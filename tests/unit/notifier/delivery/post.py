"""Mailing without its edges: over a store, with channels that obey the test."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

from prometheus_client import CollectorRegistry

from chassis.clock import FixedClock
from chassis.mongo.unit_of_work import UnitOfWork
from notifier.channels.channel import NotHandedOver, Trouble, Written
from notifier.delivery.delivery import MAIL, Delivery, State
from notifier.delivery.service import Mailing
from notifier.delivery.taking import Limits
from notifier.delivery.writing import Letterhead
from notifier.metrics import NotifierMetrics
from tests.unit.notifier.delivery.episodes import HEAD, Episodes, a_notice
from tests.unit.notifier.given import DOMAIN, START, agency
from tests.unit.notifier.mail_readers import received
from tests.unit.notifier.store import Store

MOST = 3
MORNING = START + timedelta(hours=23, minutes=30)
"""07.30 of the next day, in Makassar."""
REFUSED = NotHandedOver("550 no such user (recipient)", final=True)
UNREACHED = NotHandedOver("connection refused", final=False, trouble=Trouble.UNREACHED)
BROKE_OFF = NotHandedOver("no answer in time", final=False, trouble=Trouble.SERVER)
FULL = NotHandedOver("450 mailbox full (recipient)", final=False)


@dataclass
class Channel:
    """Takes every message, or raises what `answer` gives for an address."""

    taken: list[tuple[str, Written]] = field(default_factory=list)
    tried: int = 0
    answer: Callable[[str], Exception | None] = lambda address: None
    meanwhile: Callable[[], Any] | None = None
    before: Callable[[str], Awaitable[None]] | None = None
    """Called with the address before each message is answered; `meanwhile` with the next one."""

    def connection(self) -> "Channel":
        return self

    async def hand_over(self, written: Written, address: str) -> None:
        self.tried += 1
        if self.before is not None:
            await self.before(address)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            await meanwhile()
        refusal = self.answer(address)
        if refusal is not None:
            raise refusal
        self.taken.append((address, written))

    async def close(self) -> None:
        """Nothing to let go of."""

    def answers(self, refusal: Exception | None) -> None:
        self.answer = lambda address: refusal


class Post:
    """One replica; `beside` is another, with which it shares time, channels and episodes."""

    def __init__(
        self,
        store: Store,
        beside: "Post | None" = None,
        channels: Mapping[str, Sequence[str]] | None = None,
        most: int = MOST,
        per_minute: float | None = None,
    ) -> None:
        """`channels` are those of the addresses; of another it is mail."""
        self.store = store
        self.clock: FixedClock = beside.clock if beside else FixedClock(START)
        self.channels: dict[str, Channel] = (
            beside.channels if beside else {MAIL: Channel(), "telegram": Channel()}
        )
        self.episodes: Episodes = beside.episodes if beside else Episodes()
        self.registry = CollectorRegistry()
        of_address = channels or {}

        async def channels_of(mailbox: str, unit: UnitOfWork) -> Sequence[str]:
            return of_address.get(mailbox, (MAIL,))

        self.mailing = Mailing(
            database=store.database,
            alerts=self.episodes,
            deliveries=store.deliveries,
            mailboxes=store.mailboxes,
            directory=store.directory,
            outbox=store.outbox,
            senders=self.channels,
            letterhead=Letterhead(Address("Aksi", "aksi", DOMAIN), "https://aksi.example/"),
            limits=lambda: Limits(timedelta(hours=120), most),
            next_digest=self._next_digest,
            clock=self.clock,
            metrics=NotifierMetrics(self.registry, lambda: ["late", "critical"], self.channels),
            channels_of=channels_of,
            respond_link=lambda one: f"https://aksi.example/peringatan/t/{one.episode}",
            per_minute={MAIL: per_minute} if per_minute else None,
            jitter=lambda: 0.5,
        )

    @staticmethod
    def _next_digest(region: str, now: datetime) -> datetime:
        digest = MORNING
        while digest <= now:
            digest += timedelta(days=1)
        return digest

    @property
    def mail(self) -> Channel:
        return self.channels[MAIL]

    async def knows_the_agency(self) -> "Post":
        async def work(unit: UnitOfWork) -> None:
            await self.store.directory.save_newer(unit, [agency()])

        await self.store.database.transaction(work)
        return self

    async def gets(self, *notices: Delivery) -> None:
        """The core adds notices, of episodes that are open."""
        for one in notices:
            if not one.is_closing:
                self.episodes.open(one.item_id, one.rule)

        async def work(unit: UnitOfWork) -> None:
            await self.store.deliveries.add(unit, notices)

        await self.store.database.transaction(work)

    async def has_late(self, items: Iterable[str], email: str = HEAD, **more: Any) -> None:
        now = self.clock.now()
        await self.gets(*(a_notice(item, email, now=now, **more) for item in items))

    async def withdraws(self, *alert_ids: str) -> None:
        async def work(unit: UnitOfWork) -> None:
            self.store.deliveries.withdraw(unit, alert_ids)

        await self.store.database.transaction(work)

    async def passes(self, by: timedelta = timedelta(0)) -> None:
        """Time goes by; then everything that is due leaves."""
        self.clock.advance(by)
        while await self.delivers_one():
            pass

    async def delivers_one(self) -> bool:
        """As a worker with connections of its own."""
        return await self.mailing.deliver_one(dict(self.channels))

    async def states(self) -> dict[str, State]:
        return {one.item_id: one.state for one in (await self.store.all_deliveries()).values()}

    async def one(self, item: str = "QW-01", channel: str = MAIL) -> Delivery:
        (found,) = (
            one
            for one in (await self.store.all_deliveries()).values()
            if (one.item_id, one.channel) == (item, channel)
        )
        return found

    @property
    def mails(self) -> list[EmailMessage]:
        return [received(written.mail) for _, written in self.mail.taken]

    @property
    def items(self) -> list[list[str]]:
        """The items of each mail, in the order in which the mails were taken."""
        return [items_of(written) for _, written in self.mail.taken]

    def measured(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(name, labels) or 0.0


def items_of(written: Written) -> list[str]:
    notices: Any = written.data["notices"]
    return sorted(one["item_id"] for one in notices)


def as_stored_by_a_former_version(row: dict[str, Any]) -> dict[str, Any]:
    """A document of a notice without what this version added."""
    added = ("due_at", "digest", "held", "instead_of", "words", "bundle", "said_due", "mailbox")
    return {name: value for name, value in row.items() if name not in added}
