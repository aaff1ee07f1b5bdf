"""Looks at recorded reports and stores their marks, soon after each commit."""

import asyncio
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence

import structlog

from chassis.mongo.database import BetterInParts, Database, DatabaseTrouble
from chassis.mongo.lease import Lease
from chassis.mongo.parts import conflicts_of
from chassis.mongo.unit_of_work import UnitOfWork
from contracts.calendar import Calendar
from tracker.funding.repository import FundingRepository
from tracker.periods.repository import PeriodRepository
from tracker.plausibility.documents import ItemHistory
from tracker.plausibility.histories import Histories
from tracker.plausibility.mark import ReportFacts
from tracker.plausibility.marking import (
    Found,
    Marks,
    Sitting,
    entered,
    item_marks,
    sitting_of,
    sittings_of,
    stored_of,
    take_sitting,
)
from tracker.plausibility.repository import MarkRepository
from tracker.plausibility.rule_set import PlausibilityRules
from tracker.plausibility.sitting import entered_together, sitting_marks
from tracker.reporting.verdict import Outcome

log = structlog.get_logger()

REPORTS_MOST, ITEMS_MOST, SITTINGS_MOST = 1_000, 500, 100
"""Looked at in one round: reports, their items with the histories, and the sittings in which they
were entered, each with up to all items of an agency. With an item or a sitting come the marks of
all its reports, so a backlog of few of them is looked at in few rounds.
"""
BUSY_PER_SECOND = 50
"""Reports that come so fast are no people's: recording them comes first."""
REPORTS_BUSY = 100
"""Looked at in one round then: a larger one takes seconds of the process that records."""
LEAST_PAUSE, BUSY_PAUSE, LOOK_SECONDS = 0.1, 15.0, 5.0
LATEST_MOST = 50
"""Of the reports that came last so many are looked at before a backlog: someone waits for them."""


def rest_after(spent: float, reports_per_second: float) -> float:
    """Seconds to pause after a round of so many seconds, while so many reports come: looking at
    them takes at most half of the time, and next to nothing beside fast recording.
    """
    if reports_per_second >= BUSY_PER_SECOND:
        return BUSY_PAUSE
    return min(BUSY_PAUSE, max(LEAST_PAUSE, spent))


def one_round_of(waiting: Sequence[ReportFacts]) -> Sequence[ReportFacts]:
    """The first of the reports, of no more items and sittings than one round looks at."""
    items, sittings = set[str](), set[Sitting]()
    for number, report in enumerate(waiting):
        items.add(report.item_id)
        sittings.add(sitting_of(report))
        if len(items) > ITEMS_MOST or len(sittings) > SITTINGS_MOST:
            return waiting[:number]
    return waiting


def reports_at_once(reports_per_second: float) -> int:
    """How many reports a round looks at, at most, while so many come."""
    return REPORTS_BUSY if reports_per_second >= BUSY_PER_SECOND else REPORTS_MOST


class ReportWatch:
    """One of all trackers looks at a time, by a lease. A round is one transaction that stores the
    marks and notes on the reports that they were looked at: a kill loses nothing, and neither the
    order of arrival nor repetition changes what is stored.
    """

    def __init__(
        self,
        *,
        database: Database,
        marks: MarkRepository,
        money: FundingRepository,
        periods: PeriodRepository,
        rules: PlausibilityRules,
        changed: asyncio.Event,
    ) -> None:
        """`changed` is set when marks were stored."""
        self._database = database
        self._marks = marks
        self._histories = Histories(marks, money)
        self._periods = periods
        self._rules = rules
        self._changed = changed
        self._lease = Lease(database, "report-marks")
        self._limit = REPORTS_MOST
        self._came = 0
        self._latest: deque[str] = deque(maxlen=LATEST_MOST)
        self.recorded = asyncio.Event()

    def after_commit(self, outcomes: Sequence[Outcome], _changes: object, _now: object) -> None:
        """Reports came: look soon."""
        if outcomes:
            self._came += len(outcomes)
            self._latest.extend(outcome.key for outcome in outcomes[-LATEST_MOST:])
            self.recorded.set()

    async def run(self) -> None:
        """Look at what waits until the service stops."""
        counted_since = time.monotonic()
        while True:
            self.recorded.clear()
            began, more = time.monotonic(), False
            self._limit = min(self._limit, reports_at_once(self._rate(began - counted_since)))
            try:
                more = await self._is_ours() and await self.look() > 0
            except BetterInParts as error:
                more = True
                self._takes_less(error)
            except (DatabaseTrouble, OSError) as error:
                self._takes_less(error)
            ended = time.monotonic()
            coming = self._rate(ended - counted_since)
            self._came, counted_since = 0, ended
            await asyncio.sleep(rest_after(ended - began, coming))
            if not more:
                await self._rest()

    def _takes_less(self, error: Exception) -> None:
        """Whatever failed: a round that took too long for the database would fail again."""
        self._limit = max(1, self._limit // 2)
        log.warning("could not look at reports, fewer next", of=self._limit, why=str(error)[:300])

    def _rate(self, seconds: float) -> float:
        """Reports that came, per second of these."""
        return self._came / max(seconds, 1.0)

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self.recorded.wait(), LOOK_SECONDS)
        except TimeoutError:
            return

    async def _is_ours(self) -> bool:
        """Whether something waits, and this tracker is the one that looks."""
        return await self._marks.is_waiting(self._rules.version) and await self._lease.hold()

    async def look(self) -> int:
        """One round; how many reports were looked at. Raises `DatabaseTrouble`."""

        latest = list(self._latest)[-self._limit :]
        self._latest.clear()

        async def work(unit: UnitOfWork) -> tuple[int, int]:
            version = self._rules.version
            found = await self._marks.waiting(unit, version, self._limit, first=latest)
            waiting = one_round_of(found)
            if not waiting:
                return 0, 0
            changed = await self._look_at(unit, waiting)
            self._marks.looked_at(unit, [one.key for one in waiting], version)
            return len(waiting), changed

        looked, changed = await self._database.transaction(
            work, conflicts=conflicts_of(self._limit)
        )
        self._limit = min(REPORTS_MOST, 2 * self._limit)
        if changed:
            self._changed.set()
        return looked

    async def _look_at(self, unit: UnitOfWork, waiting: Sequence[ReportFacts]) -> int:
        """Look at the items of these reports, and at the sittings in which they were entered."""
        histories = await self._histories.of(unit, {one.item_id for one in waiting})
        found: Found = {}
        calendars: dict[str, Calendar | None] = {}
        for history in histories.values():
            if history.region not in calendars:
                calendars[history.region] = await self._periods.calendar(history.region)
            for report, marks in self._marks_of(history, calendars[history.region]):
                found[report.key] = stored_of(report, history), marks, history
            await asyncio.sleep(0)
        await self._look_at_sittings(unit, waiting, histories, found)
        changed = [
            (stored.with_marks(marks, self._rules), history.plan)
            for stored, marks, history in found.values()
            if stored.marks != marks or stored.version not in {"", self._rules.version}
        ]
        self._marks.save(unit, changed)
        return len(changed)

    def _marks_of(
        self, history: ItemHistory, calendar: Calendar | None
    ) -> Iterable[tuple[ReportFacts, Marks]]:
        """The marks of an item's reports; none are changed where a fault of the program prevents
        it: the other items are looked at.
        """
        try:
            return item_marks(history, calendar, self._rules)
        except Exception as error:
            log.error("an item cannot be looked at", item=history.plan.item_id, exc_info=error)
            return ()

    async def _look_at_sittings(
        self,
        unit: UnitOfWork,
        waiting: Sequence[ReportFacts],
        histories: Mapping[str, ItemHistory],
        found: Found,
    ) -> None:
        """Replace in `found` the marks of the sittings that these reports belong to. What is read
        of an agency's other items is kept for its next sitting, and for no other agency.
        """
        agency, known = "", dict(histories)
        for sitting in sorted(sittings_of(waiting, histories)):
            if sitting[0] != agency:
                agency, known = sitting[0], dict(histories)
            members = await self._members(unit, sitting)
            together = entered_together(members, self._rules)
            alike = [one for one in members if one.key in together]
            stored = await self._marks.of_keys(unit, [one.key for one in members])
            of_items = {one.item_id for one in alike} | {one.item_id for one in stored.values()}
            known |= await self._histories.of(unit, of_items - known.keys())
            marks = sitting_marks(entered(alike, known), self._rules) if alike else {}
            for report in members:
                take_sitting(report, marks.get(report.key), stored, known, found)

    async def _members(self, unit: UnitOfWork, sitting: Sitting) -> Sequence[ReportFacts]:
        agency, by, period = sitting
        return await self._marks.sitting(unit, agency, by, period.first, period.last)
