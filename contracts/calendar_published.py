"""Snapshot of a region's reporting calendar, published at each change."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.calendar import Calendar
from contracts.event import Event, Retention
from contracts.words import RegionCode


class CalendarPublished(Calendar, Event):
    """The calendar as it stands at `version`; one with a lower version than the last is void."""

    topic: ClassVar[str] = "plan.calendar.v1"
    retention: ClassVar[Retention] = "compacted"
    producer: ClassVar[str] = "planner"
    consumers: ClassVar[tuple[str, ...]] = ("tracker", "notifier")

    region: RegionCode
    version: Annotated[int, Field(ge=1, description="Rises by one with each change.")]

    def key(self) -> str:
        """The region's code."""
        return self.region
