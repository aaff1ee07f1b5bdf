"""What the pages read, as they ask for it. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from contracts import AgencyPublished
from contracts.account import Scope
from notifier.alerting.alert import Alert
from notifier.alerting.ledger import Entry
from notifier.alerting.query import AlertQuery
from notifier.delivery.delivery import Delivery
from notifier.ledger.query import LedgerQuery

Place = tuple[datetime, str]
"""After which row a page of a list begins: its instant and its key."""
PolicyDocument = Mapping[str, Any]
"""A policy as its file says it (docs/alerts.md)."""
PolicyNow = Callable[[], PolicyDocument]


@dataclass(frozen=True, slots=True)
class EpisodeQuery(AlertQuery):
    """Episodes that match every given field."""

    offices: str | None = None
    """An office that was told."""


class Episodes(Protocol):
    """The episodes."""

    async def alert(self, alert_id: str) -> Alert | None:
        """One episode; None when there is none of this id."""

    async def page(
        self,
        query: EpisodeQuery,
        before: Place | None,
        limit: int,
        *,
        rules: Collection[str] | None = None,
        but: Collection[str] = (),
    ) -> Sequence[Alert]:
        """Up to `limit` episodes, the last opened first, after the one named by `before`: those of
        `rules` where given, and none of the rules `but`.
        """

    async def responsible(self, scope: Scope) -> Collection[str]:
        """The agencies of a scope that are responsible for something that is looked at."""


class Deliveries(Protocol):
    """The notices to addresses."""

    async def of_alerts(self, alert_ids: Collection[str]) -> Sequence[Delivery]:
        """The deliveries of the episodes, in the order of their creation."""


class Ledger(Protocol):
    """What was decided of every episode."""

    @property
    def keep(self) -> timedelta:
        """How long an entry is kept."""

    async def page(
        self,
        query: LedgerQuery,
        before: Place | None,
        limit: int,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Sequence[Entry]:
        """Up to `limit` entries, the newest first, after the one named by `before`, from `since`
        on and before `until`.
        """


class Agencies(Protocol):
    """The agencies and their contacts."""

    async def within(self, scope: Scope) -> Sequence[AgencyPublished]:
        """Those of a scope; of a scope of one agency also those with contacts for its region."""
