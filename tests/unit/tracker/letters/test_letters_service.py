"""A region's letter is made at its time, once, and one after an outage."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest

from chassis.clock import FixedClock
from chassis.kafka.envelope import Outgoing
from chassis.mongo.database import Database
from chassis.outbox.outbox import Outbox
from contracts import CalendarPublished, CouncilLetter
from contracts.calendar import Holiday
from contracts.council_letter import PDF_BYTES_MOST
from tests.unit.tracker.letters.given_letters import CALENDAR, facts
from tests.unit.tracker.overviews import an_overview
from tracker.letters.content import LetterContent
from tracker.letters.documents import Wanted
from tracker.letters.letter import letter_of
from tracker.letters.letter_days import LetterDay, LetterWeek, read_letter_days
from tracker.letters.repository import LetterRepository
from tracker.letters.service import LOOK_AGAIN, WAIT_MOST, Letters
from tracker.periods.repository import PeriodRepository

DUE = datetime(2026, 7, 26, 23, tzinfo=UTC)
"""Seven o'clock on Monday, 27 July, in WITA."""
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)


class Rows:
    """The letters in memory; a transaction succeeds at once."""

    def __init__(self) -> None:
        self.letters: dict[str, CouncilLetter] = {}
        self.weeks: dict[str, Wanted] = {}
        self.published: list[CouncilLetter] = []

    async def last(self, region: str) -> CouncilLetter | None:
        weeks = sorted(week for week, one in self.letters.items() if one.region == region)
        return self.letters[weeks[-1]] if weeks else None

    async def is_made(self, region: str, week: str, unit: object = None) -> bool:
        return week in self.letters

    def add(self, unit: object, letter: CouncilLetter) -> None:
        assert letter.week not in self.letters
        self.letters[letter.week] = letter

    async def wanted(self) -> Mapping[str, Wanted]:
        return dict(self.weeks)

    async def due(self, now: datetime, limit: int) -> Sequence[Wanted]:
        return [one for one in self.weeks.values() if one.wake_at <= now][:limit]

    async def next_wake(self) -> datetime | None:
        return min((one.wake_at for one in self.weeks.values()), default=None)

    async def wait(self, wanted: Wanted, instead_of: Wanted | None) -> bool:
        if self.weeks.get(wanted.region) != instead_of:
            return False
        self.weeks[wanted.region] = wanted
        return True

    async def forget(self, wanted: Wanted) -> None:
        self.weeks.pop(wanted.region)

    def go_on(self, unit: object, made: Wanted, following: Wanted) -> None:
        assert self.weeks[made.region].week == made.week
        self.weeks[made.region] = following

    async def transaction(self, work: Callable[[Any], Coroutine[Any, Any, bool]]) -> bool:
        return await work(None)

    def put(self, unit: object, events: Sequence[Outgoing]) -> None:
        self.published += [cast(CouncilLetter, one.event) for one in events]


class World:
    """A tracker's letters, whose clock and calendars a test sets."""

    def __init__(self) -> None:
        self.rows, self.clock = Rows(), FixedClock(DUE - 3 * DAY)
        self.calendars_: list[CalendarPublished] = [CALENDAR]
        self.behind_seconds, self.spoiled = 0.0, False
        self.pdf: bytes | None = b"%PDF"
        self.days = read_letter_days()
        self.letters = self.restarted()

    def restarted(self) -> Letters:
        self.letters = Letters(
            database=cast(Database, self.rows),
            rows=cast(LetterRepository, self.rows),
            calendars=cast(PeriodRepository, self),
            days=self.days,
            content=cast(LetterContent, self),
            draw=self.draw,
            behind=self.behind,
            outbox=cast(Outbox, self.rows),
            clock=self.clock,
        )
        return self.letters

    async def calendars(self, scope: object) -> list[CalendarPublished]:
        return self.calendars_

    async def calendar(self, region: str) -> CalendarPublished | None:
        return next((one for one in self.calendars_ if one.region == region), None)

    async def draw(self, letter: CouncilLetter) -> bytes | None:
        return self.pdf

    async def behind(self) -> float:
        return self.behind_seconds

    async def of(
        self, calendar: object, week: LetterWeek, last: CouncilLetter | None, behind: int
    ) -> CouncilLetter:
        now = self.clock.now()
        if self.spoiled:
            raise ValueError("a figure that no letter can have")
        since = last.at if last else now - 7 * DAY
        overview = an_overview(at=now)
        told = facts(week=week, last=last, since=since, behind_minutes=behind, overview=overview)
        return letter_of(told)

    async def tick(self) -> list[str]:
        """The weeks of all letters after a look at what is due."""
        await self.letters.next_wake()
        await self.letters.due(self.clock.now(), 500)
        return sorted(self.rows.letters)


@pytest.fixture
async def world() -> World:
    made = World()
    await made.tick()
    return made


async def test_it_is_made_at_its_time_and_not_before(world: World) -> None:
    world.clock.instant = DUE - SECOND
    assert await world.tick() == []
    world.clock.instant = DUE
    assert await world.tick() == ["2026-W31"]
    assert [one.week for one in world.rows.published] == ["2026-W31"]
    assert await world.letters.next_wake() == DUE + 7 * DAY


async def test_a_region_begins_with_the_next_letter_not_with_one_of_its_past(world: World) -> None:
    assert world.rows.weeks["kukar"].week == "2026-W31"
    assert await world.tick() == []


async def test_no_week_has_a_second_whoever_looks(world: World) -> None:
    world.clock.instant = DUE
    stale = dict(world.rows.weeks)
    await world.tick()
    world.rows.weeks.update(stale)
    await world.tick()
    assert len(world.rows.published) == 1
    assert await world.letters.next_wake() == DUE + 7 * DAY


async def test_after_an_outage_of_weeks_there_is_one_that_tells_all(world: World) -> None:
    world.clock.instant = DUE
    await world.tick()
    world.clock.instant = DUE + 23 * DAY
    world.restarted()
    assert await world.tick() == ["2026-W31", "2026-W34"]
    assert world.rows.letters["2026-W34"].since == DUE
    assert world.rows.letters["2026-W34"].before is not None
    assert await world.tick() == ["2026-W31", "2026-W34"]


async def test_shortly_before_the_next_one_a_missed_one_is_left_out(world: World) -> None:
    world.clock.instant = DUE + 7 * DAY - HOUR
    assert await world.tick() == []
    world.clock.instant = DUE + 7 * DAY
    assert await world.tick() == ["2026-W32"]


async def test_it_waits_until_what_came_is_read_but_not_for_ever(world: World) -> None:
    world.clock.instant, world.behind_seconds = DUE, 3600.0
    assert await world.tick() == []
    assert await world.letters.next_wake() == DUE + LOOK_AGAIN
    world.clock.instant = DUE + WAIT_MOST
    assert await world.tick() == ["2026-W31"]
    assert world.rows.letters["2026-W31"].behind_minutes == 60


async def test_another_calendar_moves_a_letter_that_is_still_to_come(world: World) -> None:
    holiday = Holiday(day=date(2026, 7, 27), name="libur")
    told = {**CALENDAR.model_dump(), "version": 2, "holidays": (holiday.model_dump(),)}
    world.calendars_ = [CalendarPublished.model_validate(told)]
    world.letters.look_again()
    assert world.letters.poked.is_set()
    assert await world.letters.next_wake() == DUE + DAY
    world.clock.instant = DUE
    assert await world.tick() == []


async def test_one_that_somebody_asked_for_is_made_at_once_and_is_that_weeks(world: World) -> None:
    now = world.clock.now()
    world.rows.weeks["kukar"] = Wanted("kukar", LetterWeek("2026-W30"), now, now, is_asked=True)
    assert await world.tick() == ["2026-W30"]
    world.clock.instant = DUE
    assert await world.tick() == ["2026-W30", "2026-W31"]


async def test_a_region_that_wants_none_gets_none(world: World) -> None:
    world.days = world.days.model_copy(update={"regions": {"kukar": None}})
    world.restarted()
    world.clock.instant = DUE
    assert await world.tick() == []
    assert world.rows.weeks == {}


async def test_another_day_of_the_week_holds_from_the_next_start(world: World) -> None:
    friday = LetterDay(weekday=5, hour=15)
    world.days = world.days.model_copy(update={"regions": {"kukar": friday}})
    world.restarted()
    assert await world.letters.next_wake() == DUE + 4 * DAY + 8 * HOUR


@pytest.mark.parametrize("pdf", [None, b"x" * (PDF_BYTES_MOST + 1)])
async def test_without_a_pdf_that_can_be_sent_it_goes_all_the_same(
    world: World, pdf: bytes | None
) -> None:
    world.pdf, world.clock.instant = pdf, DUE
    assert await world.tick() == ["2026-W31"]
    assert world.rows.published[0].pdf == ""


async def test_what_is_published_is_what_is_kept(world: World) -> None:
    world.clock.instant = DUE
    await world.tick()
    assert world.rows.published == [world.rows.letters["2026-W31"]]


async def test_one_that_cannot_be_made_is_tried_again_and_ends_no_service(world: World) -> None:
    world.clock.instant, world.spoiled = DUE, True
    assert await world.tick() == []
    assert await world.letters.next_wake() == DUE + LOOK_AGAIN
    world.clock.instant, world.spoiled = DUE + LOOK_AGAIN, False
    assert await world.tick() == ["2026-W31"]
