"""What a message says about an item of the plan, or a decision of the council. Pure."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from zoneinfo import ZoneInfo

from contracts.words import AgencyCode, Kind, Pillar, RegionCode, Status


@dataclass(frozen=True, slots=True)
class Subject:
    """The facts of an episode. What is not known, or what a decision does not have, is None.

    Percent are physical ones, `deviation` in percentage points, money in whole rupiah.
    """

    item_id: str
    title: str
    region: RegionCode
    agency: AgencyCode
    time_zone: str
    due: date
    kind: Kind | None = None
    pillar: Pillar | None = None
    to_status: Status | None = None
    planned_percent: float = 0.0
    actual_percent: float = 0.0
    deviation: float = 0.0
    last_report: date | None = None
    reports: int = 0
    done_at: date | None = None
    budget: int = 0
    spent: int | None = None
    period: str | None = None
    """Code of the period that the rule is about."""
    last_day: date | None = None
    """Until when a report on that period may come."""
    decision: str | None = None
    """What the council decided; None where the subject is an item."""
    decided_item: str | None = None
    """The item that the decision is on."""

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


def subject_of(facts: object) -> Subject:
    """The subject of an episode, of what its facts say."""
    names = (one.name for one in fields(Subject))
    return Subject(**{name: getattr(facts, name) for name in names if hasattr(facts, name)})
