"""The notifier's database in memory; the rules that hold for it are also run over MongoDB.

Each fake is a subclass of the real thing, so that its methods are held to the same signatures.
"""

from collections.abc import Callable, Collection, Coroutine, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar

from chassis.kafka.envelope import Outgoing
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from contracts import AgencyPublished, AlertSent, CalendarPublished
from contracts.words import AgencyCode, RegionCode
from notifier.alerting.alert import Alert
from notifier.alerting.ledger import Entry
from notifier.alerting.repository import AlertRepository
from notifier.alerting.watch import Watch
from notifier.delivery.delivery import Delivery
from notifier.delivery.mailboxes.mailbox import Mailbox
from notifier.delivery.mailboxes.repository import MailboxRepository
from notifier.delivery.repository import DeliveryRepository
from notifier.directory.recipients import Offices, serves_the_region
from notifier.directory.repository import DirectoryRepository
from notifier.ledger.repository import LedgerRepository
from tests.unit.notifier.memory_deliveries import MemoryDeliveries, MemoryMailboxes

T = TypeVar("T")


@dataclass
class Entries:
    """Everything that is stored; the entries themselves never change."""

    watches: dict[str, Watch] = field(default_factory=dict)
    calendars: dict[RegionCode, CalendarPublished] = field(default_factory=dict)
    ledger: dict[str, Entry] = field(default_factory=dict)
    policy: str = ""
    began: dict[RegionCode, date] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    mailboxes: dict[str, Mailbox] = field(default_factory=dict)
    agencies: dict[AgencyCode, AgencyPublished] = field(default_factory=dict)
    sent: list[AlertSent] = field(default_factory=list)

    def copy(self) -> "Entries":
        return Entries(**{name: copy(entries) for name, entries in vars(self).items()})


class MemoryUnit(UnitOfWork):
    """A transaction on a copy of everything."""

    def __init__(self, entries: Entries) -> None:
        self.entries = entries


class MemoryDatabase(Database):
    """All or nothing, like the real one; one transaction at a time."""

    def __init__(self) -> None:
        self.entries = Entries()

    async def transaction(
        self,
        work: Callable[[UnitOfWork], Coroutine[Any, Any, T]],
        *,
        conflicts: int | None = None,
        meanwhile: Callable[[T], None] = lambda _: None,
    ) -> T:
        entries = self.entries.copy()
        done = await work(MemoryUnit(entries))
        meanwhile(done)
        self.entries = entries
        return done

    def within(self, unit: UnitOfWork | None) -> Entries:
        """What a read or write of `unit` is made on."""
        return unit.entries if isinstance(unit, MemoryUnit) else self.entries


class MemoryAlerts(AlertRepository):
    def __init__(self, database: MemoryDatabase) -> None:
        self._memory = database

    async def watches(self, unit: UnitOfWork, subjects: Collection[str]) -> Mapping[str, Watch]:
        watches = self._memory.within(unit).watches
        return {one: watches[one] for one in subjects if one in watches}

    async def active_alerts(self, unit: UnitOfWork, subjects: Collection[str]) -> Sequence[Alert]:
        alerts = self._memory.within(unit).alerts
        return [one for one in alerts.values() if one.item_id in subjects and one.active]

    async def alerts(
        self, alert_ids: Collection[str], unit: UnitOfWork | None = None
    ) -> Sequence[Alert]:
        alerts = self._memory.within(unit).alerts
        return [alerts[one] for one in alert_ids if one in alerts]

    def save(self, unit: UnitOfWork, alerts: Iterable[Alert]) -> None:
        self._memory.within(unit).alerts.update((one.id, one) for one in alerts)

    def save_watches(self, unit: UnitOfWork, watches: Mapping[str, tuple[Watch, bool]]) -> None:
        self._memory.within(unit).watches.update((name, one) for name, (one, _) in watches.items())

    def wake(self, unit: UnitOfWork, alert_ids: Collection[str], now: datetime) -> None:
        entries = self._memory.within(unit)
        for alert_id in alert_ids:
            if alert_id in entries.alerts:
                alert = entries.alerts[alert_id]
                entries.alerts[alert_id] = replace(alert, active=True)
                watch = entries.watches[alert.item_id]
                entries.watches[alert.item_id] = replace(watch, wake_at=now)

    def wake_offices(
        self,
        unit: UnitOfWork,
        agencies: Collection[AgencyCode],
        regions: Collection[RegionCode],
        now: datetime,
    ) -> None:
        entries = self._memory.within(unit)
        for alert in entries.alerts.values():
            if alert.active and (alert.facts.agency in agencies or alert.facts.region in regions):
                watch = entries.watches[alert.item_id]
                entries.watches[alert.item_id] = replace(watch, wake_at=now)

    async def due(self, now: datetime, limit: int) -> Sequence[str]:
        due = [
            (one.wake_at, one.subject)
            for one in self._memory.entries.watches.values()
            if one.wake_at is not None and one.wake_at <= now
        ]
        return [subject for _, subject in sorted(due)[:limit]]

    async def next_wake(self) -> datetime | None:
        times = [one.wake_at for one in self._memory.entries.watches.values()]
        return min((one for one in times if one is not None), default=None)

    async def calendars(
        self, unit: UnitOfWork, regions: Collection[RegionCode]
    ) -> Mapping[RegionCode, CalendarPublished]:
        calendars = self._memory.within(unit).calendars
        return {one: calendars[one] for one in regions if one in calendars}

    async def save_newer_calendars(
        self, unit: UnitOfWork, calendars: Collection[CalendarPublished], now: datetime
    ) -> None:
        entries = self._memory.within(unit)
        for one in sorted(calendars, key=lambda one: one.version):
            known = entries.calendars.get(one.region)
            if known is None or known.version < one.version:
                entries.calendars[one.region] = one
                for name, watch in entries.watches.items():
                    if watch.facts is not None and watch.facts.region == one.region:
                        entries.watches[name] = replace(watch, wake_at=now)

    async def began(
        self, unit: UnitOfWork, regions: Collection[RegionCode]
    ) -> Mapping[RegionCode, date]:
        began = self._memory.within(unit).began
        return {one: began[one] for one in regions if one in began}

    def save_regions(
        self, unit: UnitOfWork, regions: Mapping[RegionCode, tuple[date, str]]
    ) -> None:
        self._memory.within(unit).began.update((one, day) for one, (day, _) in regions.items())

    async def apply_policy(self, fingerprint: str, rules: Sequence[str], now: datetime) -> bool:
        entries = self._memory.entries
        if entries.policy == fingerprint:
            return False
        entries.policy = fingerprint
        for name, watch in entries.watches.items():
            entries.watches[name] = replace(watch, wake_at=now)
        return True


class MemoryLedger(LedgerRepository):
    def __init__(self, database: MemoryDatabase) -> None:
        self._memory = database

    def add(self, unit: UnitOfWork, entries: Iterable[Entry]) -> None:
        ledger = self._memory.within(unit).ledger
        for one in entries:
            assert one.key not in ledger, "written down twice"
            ledger[one.key] = one


class MemoryDirectory(DirectoryRepository):
    def __init__(self, database: MemoryDatabase) -> None:
        self._memory = database

    async def offices(
        self, unit: UnitOfWork, agencies: Collection[AgencyCode], regions: Collection[RegionCode]
    ) -> Offices:
        def asked(one: AgencyPublished) -> bool:
            return one.agency in agencies or (serves_the_region(one) and one.region in regions)

        return Offices([one for one in self._memory.within(unit).agencies.values() if asked(one)])

    async def save_newer(
        self, unit: UnitOfWork, agencies: Collection[AgencyPublished]
    ) -> Sequence[tuple[AgencyPublished | None, AgencyPublished]]:
        stored = self._memory.within(unit).agencies
        newer = [
            (stored.get(one.agency), one)
            for one in agencies
            if one.agency not in stored or one.version > stored[one.agency].version
        ]
        stored.update((one.agency, one) for _, one in newer)
        return newer

    async def names(self, agencies: Collection[AgencyCode]) -> Mapping[AgencyCode, str]:
        stored = self._memory.entries.agencies
        return {code: stored[code].name if code in stored else code for code in agencies}


class MemoryOutbox(Outbox):
    def __init__(self, database: MemoryDatabase) -> None:
        self._memory = database

    def put(self, unit: UnitOfWork, events: Iterable[Outgoing]) -> None:
        for out in events:
            assert isinstance(out.event, AlertSent)
            self._memory.within(unit).sent.append(out.event)


class MemoryStore:
    """A notifier's repositories over one database in memory."""

    def __init__(self) -> None:
        self.memory = MemoryDatabase()
        self.database: Database = self.memory
        self.alerts: AlertRepository = MemoryAlerts(self.memory)
        self.deliveries: DeliveryRepository = MemoryDeliveries(self.memory)
        self.mailboxes: MailboxRepository = MemoryMailboxes(self.memory)
        self.directory: DirectoryRepository = MemoryDirectory(self.memory)
        self.ledger: LedgerRepository = MemoryLedger(self.memory)
        self.outbox: Outbox = MemoryOutbox(self.memory)

    @property
    def entries(self) -> Entries:
        return self.memory.entries

    async def lapse(self) -> None:
        self.entries.held.clear()

    async def all_alerts(self) -> dict[str, Alert]:
        return dict(self.entries.alerts)

    async def all_deliveries(self) -> dict[str, Delivery]:
        return dict(self.entries.deliveries)

    async def all_sent(self) -> list[AlertSent]:
        return list(self.entries.sent)

    async def every_byte(self) -> object:
        return vars(self.entries.copy())
