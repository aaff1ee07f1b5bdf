"""The notifier's database in memory; the rules that hold for it are also run over MongoDB.

Each fake is a subclass of the real thing, so that its methods are held to the same signatures.
"""

from collections.abc import Callable, Collection, Coroutine, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from chassis.kafka.envelope import Outgoing
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from contracts import AgencyPublished, AlertSent, ProgressRecorded
from contracts.words import AgencyCode, ContactRole, ItemId, RegionCode
from notifier.alerting.alert import Alert
from notifier.alerting.policy import CLOSING_STEP
from notifier.alerting.repository import AlertRepository
from notifier.delivery.delivery import Delivery, State
from notifier.delivery.repository import DeliveryRepository
from notifier.directory.recipients import Offices
from notifier.directory.repository import DirectoryRepository

T = TypeVar("T")


@dataclass
class Entries:
    """Everything that is stored; the entries themselves never change."""

    seqs: dict[ItemId, int] = field(default_factory=dict)
    latest: dict[ItemId, ProgressRecorded] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
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

    async def applied_seqs(
        self, unit: UnitOfWork, item_ids: Collection[ItemId]
    ) -> Mapping[ItemId, int]:
        seqs = self._memory.within(unit).seqs
        return {item: seqs[item] for item in item_ids if item in seqs}

    async def latest_reports(
        self, unit: UnitOfWork, item_ids: Collection[ItemId]
    ) -> Mapping[ItemId, ProgressRecorded]:
        latest = self._memory.within(unit).latest
        return {item: latest[item] for item in item_ids if item in latest}

    async def open_alerts(self, unit: UnitOfWork, item_ids: Collection[ItemId]) -> Sequence[Alert]:
        alerts = self._memory.within(unit).alerts
        return [one for one in alerts.values() if one.item_id in item_ids and one.open]

    async def alerts(
        self, alert_ids: Collection[str], unit: UnitOfWork | None = None
    ) -> Sequence[Alert]:
        alerts = self._memory.within(unit).alerts
        return [alerts[one] for one in alert_ids if one in alerts]

    def save(self, unit: UnitOfWork, alerts: Collection[Alert]) -> None:
        self._memory.within(unit).alerts.update((one.id, one) for one in alerts)

    def save_seqs(self, unit: UnitOfWork, seqs: Mapping[ItemId, int]) -> None:
        self._memory.within(unit).seqs.update(seqs)

    def save_latest_reports(self, unit: UnitOfWork, reports: Collection[ProgressRecorded]) -> None:
        self._memory.within(unit).latest.update((one.item_id, one) for one in reports)

    def wake_without_recipient(
        self, unit: UnitOfWork, regions: Collection[RegionCode], now: datetime
    ) -> None:
        alerts = self._memory.within(unit).alerts
        for alert_id, one in alerts.items():
            if one.open and one.missing and one.facts.region in regions:
                alerts[alert_id] = replace(one, wake_at=now)

    async def due(self, now: datetime, limit: int) -> Sequence[str]:
        due = [
            (one.wake_at, one.id)
            for one in self._memory.entries.alerts.values()
            if one.wake_at is not None and one.wake_at <= now
        ]
        return [alert_id for _, alert_id in sorted(due)[:limit]]


class MemoryDeliveries(DeliveryRepository):
    def __init__(self, database: MemoryDatabase) -> None:
        self._memory = database

    async def of_alerts(
        self, alert_ids: Collection[str], unit: UnitOfWork | None = None
    ) -> Sequence[Delivery]:
        deliveries = self._memory.within(unit).deliveries
        return [one for one in deliveries.values() if one.alert in alert_ids]

    async def add(self, unit: UnitOfWork, deliveries: Iterable[Delivery]) -> None:
        for one in deliveries:
            self._memory.within(unit).deliveries.setdefault(one.key, one)

    def save(self, unit: UnitOfWork, delivery: Delivery) -> None:
        entries = self._memory.within(unit)
        entries.deliveries[delivery.key] = delivery
        entries.held.discard(delivery.key)

    def withdraw(self, unit: UnitOfWork, alert_ids: Collection[str]) -> None:
        self._withdraw_where(unit, lambda one: one.alert in alert_ids)

    def withdraw_resolved_notices(self, unit: UnitOfWork, item_ids: Collection[ItemId]) -> None:
        self._withdraw_where(unit, lambda one: one.item_id in item_ids and one.step == CLOSING_STEP)

    def _withdraw_where(self, unit: UnitOfWork, asked: Callable[[Delivery], bool]) -> None:
        deliveries = self._memory.within(unit).deliveries
        for key, one in deliveries.items():
            if one.state is State.PENDING and asked(one):
                deliveries[key] = replace(one, state=State.WITHDRAWN)

    async def claim(self, now: datetime, lease: timedelta) -> Delivery | None:
        entries = self._memory.entries
        ready = [
            one
            for one in entries.deliveries.values()
            if one.state is State.PENDING and one.next_at <= now and one.key not in entries.held
        ]
        if not ready:
            return None
        first = min(ready, key=lambda one: (one.next_at, one.key))
        claimed = replace(first, attempts=first.attempts + 1)
        entries.deliveries[claimed.key] = claimed
        entries.held.add(claimed.key)
        return claimed


class MemoryDirectory(DirectoryRepository):
    def __init__(self, database: MemoryDatabase) -> None:
        self._memory = database

    async def offices(
        self, unit: UnitOfWork, agencies: Collection[AgencyCode], regions: Collection[RegionCode]
    ) -> Offices:
        def asked(one: AgencyPublished) -> bool:
            team = any(contact.role is ContactRole.DELIVERY_TEAM for contact in one.contacts)
            return one.agency in agencies or (team and one.region in regions)

        return Offices([one for one in self._memory.within(unit).agencies.values() if asked(one)])

    async def save_newer(
        self, unit: UnitOfWork, agencies: Collection[AgencyPublished]
    ) -> Sequence[AgencyPublished]:
        stored = self._memory.within(unit).agencies
        newer = [
            one
            for one in agencies
            if one.agency not in stored or one.version > stored[one.agency].version
        ]
        stored.update((one.agency, one) for one in newer)
        return newer

    async def name(self, agency: AgencyCode) -> str:
        stored = self._memory.entries.agencies.get(agency)
        return stored.name if stored else agency


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
        self.directory: DirectoryRepository = MemoryDirectory(self.memory)
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
