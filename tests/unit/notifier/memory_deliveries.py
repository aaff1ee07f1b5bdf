"""The notices and the addresses in memory."""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from chassis.mongo.unit_of_work import UnitOfWork
from notifier.delivery import repository
from notifier.delivery.delivery import Delivery, State
from notifier.delivery.mailboxes.mailbox import HOUR, Mailbox, mailbox_id
from notifier.delivery.mailboxes.repository import MailboxRepository
from notifier.delivery.repository import DeliveryRepository


class Entries(Protocol):
    deliveries: dict[str, Delivery]
    held: set[str]
    """Keys of notices with a lease, and ids of addresses with one."""
    mailboxes: dict[str, Mailbox]


class Memory(Protocol):
    def within(self, unit: UnitOfWork | None) -> Entries: ...


class MemoryDeliveries(DeliveryRepository):
    def __init__(self, database: Memory) -> None:
        self._memory = database

    async def of_alerts(
        self, alert_ids: Collection[str], unit: UnitOfWork | None = None
    ) -> Sequence[Delivery]:
        deliveries = self._memory.within(unit).deliveries
        return [one for one in deliveries.values() if one.alert in alert_ids]

    async def add(self, unit: UnitOfWork, deliveries: Iterable[Delivery]) -> None:
        for one in deliveries:
            self._memory.within(unit).deliveries.setdefault(one.key, one)

    def insert(self, unit: UnitOfWork, deliveries: Iterable[Delivery]) -> None:
        stored = self._memory.within(unit).deliveries
        for one in deliveries:
            assert one.key not in stored, one.key
            stored[one.key] = one

    def put(self, unit: UnitOfWork, deliveries: Iterable[Delivery]) -> None:
        entries = self._memory.within(unit)
        for one in deliveries:
            entries.deliveries[one.key] = one
            entries.held.discard(one.key)

    def lease(self, unit: UnitOfWork, keys: Collection[str], lease: timedelta) -> None:
        self._memory.within(unit).held.update(keys)

    def withdraw(self, unit: UnitOfWork, alert_ids: Collection[str]) -> None:
        deliveries = self._memory.within(unit).deliveries
        for key, one in deliveries.items():
            if one.state is State.PENDING and one.alert in alert_ids:
                deliveries[key] = replace(one, state=State.WITHDRAWN)

    def withdraw_done(self, unit: UnitOfWork, item_ids: Collection[str]) -> None:
        deliveries = self._memory.within(unit).deliveries
        for key, one in deliveries.items():
            theirs = one.item_id in item_ids and one.message == "done"
            if theirs and one.state is State.PENDING:
                deliveries[key] = replace(one, state=State.WITHDRAWN)

    async def channels_waited_for(self) -> Sequence[str]:
        return sorted({one.channel for one in self._pending(None, lambda one: True)})

    async def due_mailboxes(self, channel: str, now: datetime) -> AsyncIterator[str]:
        due = self._pending(None, lambda one: one.channel == channel and one.next_at <= now)
        for name in dict.fromkeys(one.mailbox for one in due):
            yield name

    async def next_due(self, now: datetime) -> datetime | None:
        later = self._pending(None, lambda one: one.next_at > now)
        return later[0].next_at if later else None

    async def due(
        self, unit: UnitOfWork, channel: str, names: Collection[str], now: datetime
    ) -> Mapping[str, Sequence[Delivery]]:
        def is_due(one: Delivery) -> bool:
            loose = one.bundle is None and one.due_at is not None and one.due_at <= now
            theirs = one.channel == channel and one.mailbox in names
            return theirs and (loose or one.next_at <= now)

        found: dict[str, list[Delivery]] = {}
        for one in self._pending(unit, is_due):
            found.setdefault(one.mailbox, []).append(one)
        return {name: due[: repository.MOST_TOGETHER] for name, due in found.items()}

    def _pending(
        self, unit: UnitOfWork | None, asked: Callable[[Delivery], bool]
    ) -> list[Delivery]:
        entries = self._memory.within(unit)
        found = [
            one
            for one in entries.deliveries.values()
            if one.state is State.PENDING and one.key not in entries.held and asked(one)
        ]
        return sorted(found, key=lambda one: (one.next_at, one.key))

    async def failed(
        self, channel: str | None = None, since: datetime | None = None
    ) -> Sequence[Delivery]:
        return [
            one
            for one in self._memory.within(None).deliveries.values()
            if one.state is State.FAILED
            and one.next_channel is None
            and channel in {None, one.channel}
            and (since is None or one.created_at >= since)
        ]

    async def of_keys(self, unit: UnitOfWork, keys: Collection[str]) -> Sequence[Delivery]:
        deliveries = self._memory.within(unit).deliveries
        return [deliveries[key] for key in sorted(keys) if key in deliveries]


class MemoryMailboxes(MailboxRepository):
    def __init__(self, database: Memory) -> None:
        self._memory = database

    async def claim(
        self, channel: str, names: Collection[str], lease: timedelta
    ) -> Sequence[Mailbox]:
        entries, claimed = self._memory.within(None), []
        for name in names:
            key = mailbox_id(channel, name)
            if key not in entries.held:
                stored = entries.mailboxes.get(key, Mailbox(channel, name))
                entries.mailboxes[key] = replace(stored, turn=stored.turn + 1)
                entries.held.add(key)
                claimed.append(entries.mailboxes[key])
        return claimed

    def release(self, unit: UnitOfWork, mailboxes: Iterable[Mailbox]) -> None:
        entries = self._memory.within(unit)
        for one in mailboxes:
            key = mailbox_id(one.channel, one.name)
            if entries.mailboxes[key].turn == one.turn:
                entries.held.discard(key)

    def sent(self, unit: UnitOfWork, sent: Iterable[tuple[Mailbox, datetime]]) -> None:
        mailboxes = self._memory.within(unit).mailboxes
        for mailbox, at in sent:
            key = mailbox_id(mailbox.channel, mailbox.name)
            young = (one for one in mailboxes[key].sent if one > at - HOUR)
            mailboxes[key] = replace(mailboxes[key], sent=(*young, at))
            for other, one in mailboxes.items():
                if one.name == mailbox.name:
                    mailboxes[other] = replace(one, refused_at=None, why=None)

    def refused(self, unit: UnitOfWork, mailbox: Mailbox, why: str, at: datetime) -> None:
        mailboxes = self._memory.within(unit).mailboxes
        key = mailbox_id(mailbox.channel, mailbox.name)
        mailboxes[key] = replace(mailboxes[key], refused_at=at, why=why)

    async def marked(
        self, names: Collection[str] | None = None, unit: UnitOfWork | None = None
    ) -> Mapping[str, Mailbox]:
        return {
            one.name: one
            for one in self._memory.within(unit).mailboxes.values()
            if one.refused_at is not None and (names is None or one.name in names)
        }

    async def count_marked(self) -> int:
        return len(await self.marked())
