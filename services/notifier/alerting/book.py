"""What the notifier keeps, as its rules see it: alerts, the ledger of deliveries, offices."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from contracts import AgencyPublished, AlertSent, ProgressRecorded
from contracts.words import AgencyCode, ItemId, RegionCode
from notifier.alerting.alert import Alert
from notifier.delivery.delivery import Delivery
from notifier.directory.recipients import Offices

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Census:
    """What the database holds: `open_alerts` by region and rule."""

    open_alerts: Mapping[tuple[str, str], int]
    regions: Iterable[str]
    without_recipient: int
    pending: int
    failed: int


class Page(Protocol):
    """The book within one transaction: what is read here is what the writes stand on."""

    async def followed(self, items: Collection[ItemId]) -> Mapping[ItemId, int]:
        """`seq` of the last status change followed, for each item that has one."""

    async def alerts_of(self, items: Collection[ItemId]) -> Sequence[Alert]:
        """The open alerts of the items."""

    async def alerts(self, ids: Collection[str]) -> Sequence[Alert]:
        """The alerts by these ids, open or closed."""

    async def deliveries_of(self, alerts: Collection[str]) -> Sequence[Delivery]:
        """The lines of the ledger that belong to the alerts."""

    async def reports_of(self, items: Collection[ItemId]) -> Mapping[ItemId, ProgressRecorded]:
        """The latest report heard of, for each item that has one."""

    async def offices(
        self, agencies: Collection[AgencyCode], regions: Collection[RegionCode]
    ) -> Offices:
        """These agencies, and those of the regions that have a delivery team."""

    async def mark_followed(self, seqs: Mapping[ItemId, int]) -> None:
        """Each item's changes up to this `seq` have had their effect."""

    async def keep_reports(self, reports: Collection[ProgressRecorded]) -> None:
        """Each is the latest of its item now."""

    async def keep_alerts(self, alerts: Collection[Alert]) -> None:
        """Write the alerts whole."""

    async def add_deliveries(self, deliveries: Iterable[Delivery]) -> None:
        """New lines; a key that is in the ledger already stays as it is."""

    async def keep_delivery(self, delivery: Delivery) -> None:
        """Write a line whole."""

    async def withdraw(self, alerts: Collection[str]) -> None:
        """What is still pending of the alerts is not to be sent any more."""

    async def withdraw_farewells(self, items: Collection[ItemId]) -> None:
        """The items are not done after all: pending messages that say so are not to be sent."""

    async def keep_agencies(
        self, agencies: Collection[AgencyPublished]
    ) -> Sequence[AgencyPublished]:
        """Keep each agency unless the same or a newer version of it is there; those kept."""

    async def wake_without_recipient(self, regions: Collection[RegionCode], now: datetime) -> None:
        """Have the open alerts of the regions that miss an office look again at `now`."""

    async def say(self, event: AlertSent) -> None:
        """Publish the event when, and only when, the transaction commits."""


class Book(Protocol):
    """The whole, outside any transaction."""

    async def transaction(self, work: Callable[[Page], Awaitable[T]]) -> T:
        """Run `work`, perhaps several times, and commit what it wrote once."""

    async def due(self, now: datetime, limit: int) -> Sequence[str]:
        """Ids of open alerts with a step due, the longest due first."""

    async def claim(self, now: datetime, lease: timedelta) -> Delivery | None:
        """A pending delivery whose time has come; out of reach until it is written, or for `lease`.

        The lease is measured by the keeper's clock: one of ours that jumps ends none.
        """

    async def alert(self, alert_id: str) -> Alert | None:
        """One alert as it stands."""

    async def agency_name(self, agency: AgencyCode) -> str:
        """The agency's name, or its code while nothing is known of it."""
