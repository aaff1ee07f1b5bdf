"""The book in memory; the rules that hold for it are also run over MongoDB."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from contracts import AgencyPublished, AlertSent, ProgressRecorded
from contracts.words import AgencyCode, ContactRole, ItemId, RegionCode
from notifier.alerting.alert import Alert
from notifier.alerting.policy import CLOSING_STEP
from notifier.delivery.delivery import Delivery, State
from notifier.directory.recipients import Offices

T = TypeVar("T")


class MemoryPage:
    def __init__(self) -> None:
        self.seqs: dict[ItemId, int] = {}
        self.latest: dict[ItemId, ProgressRecorded] = {}
        self.alert_by_id: dict[str, Alert] = {}
        self.delivery_by_key: dict[str, Delivery] = {}
        self.held: set[str] = set()
        self.agency_by_code: dict[AgencyCode, AgencyPublished] = {}
        self.said: list[AlertSent] = []

    def copy(self) -> "MemoryPage":
        """Another page of the same entries, which never change themselves."""
        page = MemoryPage()
        vars(page).update((name, copy(entries)) for name, entries in vars(self).items())
        return page

    async def followed(self, items: Collection[ItemId]) -> Mapping[ItemId, int]:
        return {item: self.seqs[item] for item in items if item in self.seqs}

    async def alerts_of(self, items: Collection[ItemId]) -> Sequence[Alert]:
        return [one for one in self.alert_by_id.values() if one.item_id in items and one.open]

    async def alerts(self, ids: Collection[str]) -> Sequence[Alert]:
        return [self.alert_by_id[one] for one in ids if one in self.alert_by_id]

    async def deliveries_of(self, alerts: Collection[str]) -> Sequence[Delivery]:
        return [one for one in self.delivery_by_key.values() if one.alert in alerts]

    async def reports_of(self, items: Collection[ItemId]) -> Mapping[ItemId, ProgressRecorded]:
        return {item: self.latest[item] for item in items if item in self.latest}

    async def offices(
        self, agencies: Collection[AgencyCode], regions: Collection[RegionCode]
    ) -> Offices:
        def asked(one: AgencyPublished) -> bool:
            team = any(contact.role is ContactRole.DELIVERY_TEAM for contact in one.contacts)
            return one.agency in agencies or (team and one.region in regions)

        return Offices([one for one in self.agency_by_code.values() if asked(one)])

    async def mark_followed(self, seqs: Mapping[ItemId, int]) -> None:
        self.seqs.update(seqs)

    async def keep_reports(self, reports: Collection[ProgressRecorded]) -> None:
        self.latest.update((report.item_id, report) for report in reports)

    async def keep_alerts(self, alerts: Collection[Alert]) -> None:
        self.alert_by_id.update((one.id, one) for one in alerts)

    async def add_deliveries(self, deliveries: Iterable[Delivery]) -> None:
        for one in deliveries:
            self.delivery_by_key.setdefault(one.key, one)

    async def keep_delivery(self, delivery: Delivery) -> None:
        self.delivery_by_key[delivery.key] = delivery
        self.held.discard(delivery.key)

    async def withdraw(self, alerts: Collection[str]) -> None:
        self._withdraw(lambda one: one.alert in alerts)

    async def withdraw_farewells(self, items: Collection[ItemId]) -> None:
        self._withdraw(lambda one: one.item_id in items and one.step == CLOSING_STEP)

    def _withdraw(self, asked: Callable[[Delivery], bool]) -> None:
        for key, one in self.delivery_by_key.items():
            if one.state is State.PENDING and asked(one):
                self.delivery_by_key[key] = replace(one, state=State.WITHDRAWN)

    async def keep_agencies(
        self, agencies: Collection[AgencyPublished]
    ) -> Sequence[AgencyPublished]:
        known = {one.agency: one.version for one in self.agency_by_code.values()}
        newer = [one for one in agencies if one.version > known.get(one.agency, 0)]
        self.agency_by_code.update((one.agency, one) for one in newer)
        return newer

    async def wake_without_recipient(self, regions: Collection[RegionCode], now: datetime) -> None:
        for alert_id, one in self.alert_by_id.items():
            if one.open and one.missing and one.facts.region in regions:
                self.alert_by_id[alert_id] = replace(one, wake_at=now)

    async def say(self, event: AlertSent) -> None:
        self.said.append(event)


class MemoryBook:
    def __init__(self) -> None:
        self.page = MemoryPage()

    async def transaction(self, work: Callable[[MemoryPage], Awaitable[T]]) -> T:
        """All or nothing, like the real one."""
        page = self.page.copy()
        done = await work(page)
        self.page = page
        return done

    async def due(self, now: datetime, limit: int) -> Sequence[str]:
        due = [
            (one.wake_at, one.id)
            for one in self.page.alert_by_id.values()
            if one.wake_at is not None and one.wake_at <= now
        ]
        return [alert_id for _, alert_id in sorted(due)[:limit]]

    async def claim(self, now: datetime, lease: timedelta) -> Delivery | None:
        ready = [
            one
            for one in self.page.delivery_by_key.values()
            if one.state is State.PENDING and one.next_at <= now and one.key not in self.page.held
        ]
        if not ready:
            return None
        first = min(ready, key=lambda one: (one.next_at, one.key))
        taken = replace(first, attempts=first.attempts + 1)
        self.page.delivery_by_key[taken.key] = taken
        self.page.held.add(taken.key)
        return taken

    async def alert(self, alert_id: str) -> Alert | None:
        return self.page.alert_by_id.get(alert_id)

    async def agency_name(self, agency: AgencyCode) -> str:
        known = self.page.agency_by_code.get(agency)
        return known.name if known else agency

    async def lapse(self) -> None:
        self.page.held.clear()

    async def all_alerts(self) -> dict[str, Alert]:
        return dict(self.page.alert_by_id)

    async def all_deliveries(self) -> dict[str, Delivery]:
        return dict(self.page.delivery_by_key)

    async def all_said(self) -> list[AlertSent]:
        return list(self.page.said)

    async def every_byte(self) -> object:
        return vars(self.page.copy())
