"""Writes the sums of past days, one agency after the other: what is in memory grows with the groups
of one agency and the days, not with items or reports.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from tempfile import TemporaryFile
from typing import TextIO
from zoneinfo import ZoneInfo

from chassis.mongo.database import Database
from tracker.council.repository import CouncilRepository
from tracker.evidence.proof import ProofRules
from tracker.funding.repository import FundingRepository
from tracker.funding.spending import spent_on
from tracker.history.aside import Aside
from tracker.history.openmetrics import END, heading, lines
from tracker.history.past_item import ADDED, PastItem
from tracker.items.item import Item
from tracker.items.query import ItemQuery
from tracker.items.repository import ItemRepository
from tracker.metrics import SUMS, Group
from tracker.review.repository import ReviewRepository
from tracker.status.curve import end_of
from tracker.summary.repository import SummaryRepository
from tracker.summary.sums import Sums

AT_ONCE = 500
SETTLED = timedelta(hours=3)
"""Prometheus takes no block of a time that its newest samples, still in memory, may be of."""
JOB = "tracker"
PAST_SUMS = tuple(one for one in SUMS if one[2] in ADDED)
"""The gauges of sums that are written: name, what it says, and which of `Sums` it is."""
Moved = Callable[[int, int], None]


def series(metric: str) -> str:
    """The series for long ranges that a rule records of a gauge (`deploy/prometheus/rules`)."""
    return f"region_pillar_kind_agency:{metric}:last1h"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: how many agencies, series and days, and the last day of all."""

    agencies: int = 0
    series: int = 0
    days: int = 0
    until: date | None = None


class History:
    """Items as they stood at the ends of past days."""

    def __init__(self, database: Database, proof_rules: ProofRules) -> None:
        self._items = ItemRepository(database)
        self._reviews = ReviewRepository(database)
        self._funding = FundingRepository(database)
        self._summaries = SummaryRepository(database, proof_rules)
        self._council = CouncilRepository(database)
        self._proof_rules = proof_rules

    async def write(
        self, out: TextIO, *, since: date | None, until: date | None, now: datetime, moved: Moved
    ) -> Written:
        """Write the days from `since`, or the beginning of the year, to `until`, in each region at
        most to the last that is settled; the same facts give the same bytes. Raises
        `DatabaseTrouble`.
        """
        offices = sorted(await self._summaries.counted(ItemQuery(), ("region", "agency"), now))
        written, days_of = Written(), dict[str, Days]()
        with ExitStack() as opened:
            parts = [Aside(opened.enter_context(TemporaryFile())) for _ in PAST_SUMS]
            for number, (region, agency) in enumerate(offices):
                if region not in days_of:
                    zone = await self._council.time_zone(ItemQuery(region=region))
                    last = (now - SETTLED).astimezone(zone).date() - timedelta(days=1)
                    days_of[region] = Days.between(since, min(until or last, last), zone)
                groups = await self._groups(region, agency, days_of[region])
                _write_groups(parts, groups, days_of[region].instants)
                written = _more(written, len(groups) * len(PAST_SUMS), days_of[region])
                moved(number + 1, len(offices))
            _put_together(out, parts)
        return written

    async def _groups(self, region: str, agency: str, days: "Days") -> Mapping[Group, list[Sums]]:
        groups: dict[Group, list[Sums]] = defaultdict(lambda: [Sums() for _ in days.days])
        async for items in self._pages(ItemQuery(region=region, agency=agency)):
            ids = [item.item_id for item in items]
            reached = await self._reviews.all_reached(None, ids)
            spent = await spent_on(self._funding, {item.item_id: item.plan for item in items})
            for item in items:
                plan, item_id = item.plan, item.item_id
                past = PastItem(item, reached[item_id], spent.get(item_id, ()), self._proof_rules)
                group = groups[Group(region, plan.pillar, plan.kind, agency)]
                past.add_to(group, days.days, days.instants)
        return groups

    async def _pages(self, wanted: ItemQuery) -> AsyncIterator[Sequence[Item]]:
        after: str | None = None
        while items := await self._items.page(wanted, after, AT_ONCE):
            yield items
            after = items[-1].item_id


@dataclass(frozen=True, slots=True)
class Days:
    """Days of a region, and the instants at which they have ended there."""

    days: Sequence[date]
    instants: Sequence[datetime]

    @classmethod
    def between(cls, since: date | None, until: date, zone: ZoneInfo) -> "Days":
        """Those from `since`, or the beginning of the year of `until`, to `until`."""
        first = since or until.replace(month=1, day=1)
        days = [first + timedelta(days=n) for n in range((until - first).days + 1)]
        return cls(days, [end_of(day, zone) for day in days])


def _write_groups(
    parts: Sequence[Aside], groups: Mapping[Group, Sequence[Sums]], instants: Sequence[datetime]
) -> None:
    for part, (metric, _, attribute) in zip(parts, PAST_SUMS, strict=True):
        for group in sorted(groups):
            values = [getattr(sums, attribute) for sums in groups[group]]
            labels = {"job": JOB, **group._asdict()}
            part.put(lines(series(metric), labels, values, instants))


def _put_together(out: TextIO, parts: Sequence[Aside]) -> None:
    for part, (metric, what, _) in zip(parts, PAST_SUMS, strict=True):
        out.write(heading(series(metric), what))
        part.copy_to(out)
    out.write(END)


def _more(written: Written, series_more: int, days: Days) -> Written:
    return Written(
        agencies=written.agencies + 1,
        series=written.series + series_more,
        days=max(written.days, len(days.days)),
        until=max(filter(None, (written.until, *days.days[-1:])), default=None),
    )
