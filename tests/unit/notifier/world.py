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
from notifier.channels.email.senders import NotHandedOver
from notifier.delivery.service import Letterhead, Mailing
from notifier.directory.service import Directory
from notifier.metrics import NotifierMetrics
from tests.unit.notifier.given import DOMAIN, OFFICES, START, policy
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

    async def hand_over(self, mail: bytes, recipient: str) -> None:
        refusal = self.answer(recipient)
        if refusal is not None:
            raise refusal
        self.taken.append((recipient, received(mail)))
        self.after(recipient)

    async def close(self) -> None:
        """Nothing to let go of."""

    def is_down(self) -> None:
        self.answer = lambda recipient: NotHandedOver("connection refused", final=False)

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
            policy=self.rules,
            clock=self.clock,
            domain=DOMAIN,
        )
        self.directory = Directory(
            database=store.database,
            directory=store.directory,
            alerts=store.alerts,
            clock=self.clock,
        )
        self.mailing = Mailing(
            database=store.database,
            alerts=store.alerts,
            deliveries=store.deliveries,
            directory=store.directory,
            outbox=store.outbox,
            sender=self.server,
            letterhead=Letterhead(Address("Aksi", "aksi", DOMAIN), "https://aksi.example/"),
            policy=self.rules,
            clock=self.clock,
            metrics=NotifierMetrics(self.registry, self.rules.by_name),
            jitter=lambda: 0.5,
        )

    async def knows_the_offices(self) -> "World":
        await self.directory.update(OFFICES)
        return self

    async def passes(self, by: timedelta = timedelta(seconds=6)) -> None:
        """Time goes by; then everything that is due is done."""
        self.clock.advance(by)
        await self.alerts.escalate(self.clock.now(), 500)
        await self.drains()

    async def drains(self) -> None:
        while await self.mailing.deliver_one(self.server):
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
