"""Makes overviews, each for all who ask for the same within some seconds."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from chassis.clock import Clock
from chassis.kept import Kept
from contracts.account import Account
from tracker.as_of.as_of import AsOf, Basis
from tracker.as_of.service import AsOfItems, Then
from tracker.bands.repository import BandRepository
from tracker.council.changes import Changes, sorted_out
from tracker.council.overview import BY, Overview, Reported, with_today
from tracker.council.repository import CouncilRepository
from tracker.council.s_curve import CurvePoint, Span
from tracker.council.year_curve import YearCurve
from tracker.decisions.query import DecisionFilter, about
from tracker.decisions.repository import DecisionRepository
from tracker.items.query import ItemQuery
from tracker.periods.service import ReportingPeriods
from tracker.periods.service_level import measured, summed
from tracker.status.curve import end_of
from tracker.summary.repository import SummaryRepository
from tracker.summary.sums import merged

KEPT = timedelta(seconds=20)
"""An overview reads every item: who asks again within this time sees the same."""
MANY_ITEMS, KEPT_OF_MANY = 20_000, timedelta(minutes=2)
"""An overview of so many items takes seconds: while the next one is in the making, the last one is
shown, so much older at most. It says of what instant it is.
"""
CURVE_KEPT = timedelta(minutes=5)
"""A curve reads every report of the year; its past hardly changes."""
KEPT_MOST = 200
"""Of overviews, and of curves, by what was asked for."""
WORST_MOST = 7
MOVED_MOST, REPLANNED_MOST, DECIDED_MOST = 5_000, 100, 100
"""Items, versions of plans and decisions that are read of what changed."""
ToLookAt = Callable[[ItemQuery, Sequence[str]], Awaitable[Mapping[tuple[str, ...], int]]]


class Council:
    """Overviews of the items that an account may see."""

    def __init__(
        self,
        *,
        rows: CouncilRepository,
        year_curve: YearCurve,
        decisions: DecisionRepository,
        summaries: SummaryRepository,
        bands: BandRepository,
        periods: ReportingPeriods,
        past: AsOfItems,
        to_look_at: ToLookAt,
        clock: Clock,
    ) -> None:
        self._rows = rows
        self._year_curve = year_curve
        self._decisions = decisions
        self._summaries = summaries
        self._bands = bands
        self._periods = periods
        self._past = past
        self._to_look_at = to_look_at
        self._clock = clock
        self._kept, self._curves = Kept(KEPT_MOST), Kept(KEPT_MOST)

    async def overview(
        self, account: Account, asked: ItemQuery, as_of: AsOf | None = None
    ) -> Overview:
        """Of the items that match and that the account may see, at most some seconds old, of very
        many items two minutes; with `as_of`, as they stood. Raises 503 while that month is made,
        `DatabaseTrouble`.
        """
        wanted = replace(asked, scope=account.scope)
        now = self._clock.now()
        overview: Overview = await self._kept.of(
            (wanted, as_of),
            now,
            KEPT,
            lambda: self._made(account, wanted, as_of),
            owner=account.username,
            instead=stands_in,
        )
        return overview

    async def changes(
        self, account: Account, asked: ItemQuery, since: date, until: date
    ) -> Changes:
        """What changed from the end of one day to the end of another, or to now, of the items that
        match and that the account may see; at most some seconds old. Raises `DatabaseTrouble`.
        """
        wanted = replace(asked, scope=account.scope)
        now = self._clock.now()
        changes: Changes = await self._kept.of(
            (wanted, since, until),
            now,
            KEPT,
            lambda: self._changed(wanted, since, until, now),
            owner=account.username,
        )
        return changes

    async def today(self, account: Account) -> date:
        """The day of the region whose items the account may see."""
        zone = await self._rows.time_zone(ItemQuery(account.scope))
        return self._clock.now().astimezone(zone).date()

    async def _changed(self, wanted: ItemQuery, since: date, until: date, now: datetime) -> Changes:
        zone = await self._rows.time_zone(wanted)
        span = Span(until.year, zone, now)
        begin, end = end_of(since, zone), min(end_of(until, zone), now)
        drawn = await self._year_curve.points(wanted, span, [since, until])
        points = {one.day: one for one in drawn}
        moved = await self._rows.moved(wanted, begin, end, MOVED_MOST + 1)
        replanned = await self._rows.replanned(wanted, begin, end, REPLANNED_MOST + 1)
        on = about(wanted)
        decided = await self._decisions.acted(on, begin, end, DECIDED_MOST + 1) if on else ()
        return Changes(
            since=since,
            until=until,
            at=end,
            zone=zone,
            before=points.get(since),
            after=points.get(until),
            moved=sorted_out(moved[:MOVED_MOST]),
            replanned=replanned[:REPLANNED_MOST],
            decided=decided[:DECIDED_MOST],
            is_cut=len(moved) > MOVED_MOST
            or len(replanned) > REPLANNED_MOST
            or len(decided) > DECIDED_MOST,
        )

    async def _made(self, account: Account, wanted: ItemQuery, as_of: AsOf | None) -> Overview:
        async with self._past.at(as_of) as then:
            now, past = then.instant, then.past
            zone = await self._rows.time_zone(wanted)
            span = Span(now.astimezone(zone).year, zone, now)
            bands = await self._bands.counted(wanted, (), now, past)
            groups = await self._summaries.counted(wanted, BY, now, past)
            curve = await self._curve(wanted, span, then)
            worst = await self._rows.worst(wanted, WORST_MOST, past)
            of_worst = [] if past else [item.item_id for item in worst]
            return Overview(
                at=now,
                basis=then.basis,
                zone=zone,
                groups=groups,
                worst=worst,
                curve=with_today(curve, span.today, merged(groups.values())),
                districts=await self._rows.districts(wanted, span, past),
                bands=bands.get((), Counter()),
                reported=await self._reported(account, wanted, then),
                to_look_at=None if past else await self._looked(wanted),
                red_since=await self._decisions.red_since(of_worst),
                decided=await self._decisions.latest_on(of_worst),
                decisions=None if past else await self._counted(wanted, now),
            )

    async def _counted(self, wanted: ItemQuery, now: datetime) -> Counter[DecisionFilter] | None:
        """How many decisions there are on what is asked for, of each filter."""
        on = about(wanted)
        if on is None:
            return None
        counted = await self._decisions.counted(on, now)
        return sum(counted.values(), Counter[DecisionFilter]())

    async def _curve(self, wanted: ItemQuery, span: Span, then: Then) -> Sequence[CurvePoint]:
        """The curve; its point of today is at most `CURVE_KEPT` old. None of what could be known:
        that would be another for each of its days.
        """
        if then.basis is Basis.ARRIVAL:
            return ()
        if then.past is not None:
            return await self._year_curve.points(wanted, span, source=then.past)
        curve: Sequence[CurvePoint] = await self._curves.of(
            (wanted, span.year, span.today),
            span.now,
            CURVE_KEPT,
            lambda: self._drawn(wanted, span),
        )
        return curve

    async def _drawn(self, wanted: ItemQuery, span: Span) -> Sequence[CurvePoint]:
        return await self._year_curve.points(wanted, span)

    async def _reported(self, account: Account, wanted: ItemQuery, then: Then) -> Reported | None:
        if wanted != ItemQuery(wanted.scope, region=wanted.region):
            return None
        calendars = await self._periods.calendars(account)
        asked = [one for one in calendars if wanted.region in {None, one.region}]
        at = then.instant if then.past is not None else None
        period = self._periods.latest(asked[0], at) if len(asked) == 1 else None
        if period is None:
            return None
        known_at = at if then.basis is Basis.ARRIVAL else None
        level = await self._periods.level_at(account, asked[0], period, known_at)
        return Reported(period, summed(measured(level.expected).values()))

    async def _looked(self, wanted: ItemQuery) -> int | None:
        if (wanted.partner, wanted.district, wanted.rural) != (None, None, None):
            return None
        return (await self._to_look_at(wanted, ())).get((), 0)


def stands_in(overview: Overview) -> timedelta:
    """How much older an overview may be while the next one is in the making."""
    items = sum(sums.items for sums in overview.groups.values())
    return KEPT_OF_MANY if items >= MANY_ITEMS else timedelta(0)
