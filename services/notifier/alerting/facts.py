"""What is said of a subject in a message, on a page and to a rule. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from contracts.words import AgencyCode, Kind, Pillar, RegionCode, Status


@dataclass(frozen=True, slots=True)
class Facts:
    """A subject as it is known: an item of the plan, or a decision of the council.

    Percent are physical ones; `deviation` is in percentage points; money is in whole rupiah. A
    field that is not known, or that a decision does not have, is None.
    """

    item_id: str
    title: str
    region: RegionCode
    agency: AgencyCode
    time_zone: str
    due: date
    kind: Kind | None = None
    pillar: Pillar | None = None
    start: date | None = None
    weight: float = 1.0
    to_status: Status | None = None
    since: datetime | None = None
    planned_percent: float = 0.0
    actual_percent: float = 0.0
    deviation: float = 0.0
    last_report: date | None = None
    reports: int = 0
    done_at: date | None = None
    budget: int = 0
    spent: int | None = None
    cancelled: bool = False
    period: str | None = None
    """Code of the period that the rule is about, and until when a report on it may come."""
    last_day: date | None = None
    decision: str | None = None
    """The council's words; None where the subject is an item."""
    decided_item: str | None = None
    """The item that the decision is on; None where it is on an agency as a whole."""

    @property
    def over(self) -> bool:
        """Whether nothing has to be done any more."""
        if self.decision is not None:
            return self.cancelled or self.done_at is not None
        return self.cancelled or self.to_status in {Status.DONE, Status.CANCELLED}

    @property
    def spent_percent(self) -> float | None:
        """Percent of the budget that is spent; None where one of them is not known."""
        if not self.budget or self.spent is None:
            return None
        return 100.0 * self.spent / self.budget

    def day(self, now: datetime) -> date:
        """The region's own day."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()

    def days_late(self, now: datetime) -> int:
        """Days since the due day, counted in the region's own days; 0 before it has ended.

        A late item is late by one day at least: it became late when its due day ended.
        """
        least = 1 if self.to_status == Status.LATE else 0
        return max((self.day(now) - self.due).days, least)
