"""A notifier without its edges: its services over a store, a mail server that obeys the test."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage

from prometheus_client import CollectorRegistry

from chassis.clock import FixedClock
from notifier.alerting.policy import Policy
from notifier.alerting.service import Alerts
from notifier.channels.channel import NotHandedOver, Trouble, Written
from notifier.delivery.delivery import MAIL
from notifier.delivery.service import Mailing
from notifier.delivery.taking import Limits
from notifier.delivery.writing import Letterhead
from notifier.metrics import NotifierMetrics
from tests.unit.notifier.given import DOMAIN, GRACE, OFFICES, START, policy
from tests.unit.notifier.mail_readers import received
from tests.unit.notifier.store import Store


class Crash(Exception):
    """The process ends here."""


@dataclass
class Server:
    """Takes every mail, or raises what `answer` gives for a recipient."""

    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    answer: Callable[[str], Exception | None] = lambda recipient: None
    after: Callable[[str], None] = lambda recipient: None

    def connection(self) -> "Server":
        return self

    async def hand_over(self, written: Written, address: str) -> None:
        refusal = self.answer(address)
        if refusal is not None:
            raise refusal
        self.taken.append((address, received(written.mail)))
        self.after(address)

    async def close(self) -> None:
        """Nothing to let go of."""

    def is_down(self) -> None:
        self.answer = lambda recipient: NotHandedOver(
            "connection refused", final=False, trouble=Trouble.UNREACHED
        )

    def is_up(self) -> None:
        self.answer = lambda recipient: None


class World:
    def __init__(
        self, store: Store, rules: Policy | None = None, beside: "World | None" = None
    ) -> None:
        """`beside` is another replica: they share the time and the mail server."""
        self.store = store
        later = START + timedelta(seconds=1)
        self.clock: FixedClock = beside.clock if beside else FixedClock(later)
        self.server: Server = beside.server if beside else Server()
        self.registry = CollectorRegistry()
        self.rules = rules or policy()
        self.alerts = Alerts(
            database=store.database,
            alerts=store.alerts,
            deliveries=store.deliveries,
            directory=store.directory,
            ledger=store.ledger,
            policy=lambda: self.rules,
            clock=self.clock,
            domain=DOMAIN,
        )
        self.mailing = Mailing(
            database=store.database,
            alerts=store.alerts,
            deliveries=store.deliveries,
            mailboxes=store.mailboxes,
            directory=store.directory,
            outbox=store.outbox,
            senders={MAIL: self.server},
            letterhead=Letterhead(Address("Aksi", "aksi", DOMAIN), "https://aksi.example/"),
            limits=lambda: Limits(self.rules.give_up_after, 1000),
            next_digest=lambda region, now: now + timedelta(hours=1),
            clock=self.clock,
            metrics=NotifierMetrics(self.registry, lambda: self.rules.by_name),
            jitter=lambda: 0.5,
        )

    async def knows_the_offices(self) -> "World":
        await self.alerts.take_over_agencies(OFFICES)
        return self

    async def passes(self, by: timedelta = timedelta(seconds=6)) -> None:
        """Time goes by; then everything that is due is done, and what it gathers leaves."""
        self.clock.advance(by)
        await self.alerts.escalate(self.clock.now(), 500)
        self.clock.advance(GRACE)
        await self.drains()

    async def drains(self) -> None:
        while await self.mailing.deliver_one({MAIL: self.server}):
            pass

    @property
    def told(self) -> list[str]:
        return sorted(recipient for recipient, _ in self.server.taken)

    @property
    def subjects(self) -> list[tuple[str, str]]:
        return sorted(
            (recipient, mail["Subject"].split("]")[0] + "]")
            for recipient, mail in self.server.taken
        )

    def measured(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(name, labels) or 0.0
