"""Makes each region's letter at its time, once, and keeps it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from chassis.clock import Clock
from chassis.kafka.envelope import Outgoing
from chassis.mongo.database import Database, DatabaseTrouble
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from contracts import CalendarPublished, CouncilLetter
from contracts.account import EVERYTHING
from contracts.council_letter import PDF_BYTES_MOST
from tracker.letters.content import LetterContent
from tracker.letters.documents import Wanted, letter_id, with_pdf
from tracker.letters.letter_days import (
    LetterDay,
    LetterDays,
    LetterWeek,
    due_at,
    first_week,
    week_due,
)
from tracker.letters.repository import LetterRepository
from tracker.periods.repository import PeriodRepository

log = structlog.get_logger()

Draw = Callable[[CouncilLetter], Awaitable[bytes | None]]
"""Draws a letter as PDF; None where that cannot be done here."""
Behind = Callable[[], Awaitable[float]]
"""How many seconds old what the tracker knows may be."""
BEHIND_SECONDS = 60.0
LOOK_AGAIN = timedelta(minutes=1)
WAIT_MOST = timedelta(hours=6)
"""So long a letter waits for what is still to be read, such as after an outage."""


class Letters:
    """The letters of the regions that have a reporting calendar: before it nobody knows their
    working days.
    """

    def __init__(
        self,
        *,
        database: Database,
        rows: LetterRepository,
        calendars: PeriodRepository,
        days: LetterDays,
        content: LetterContent,
        draw: Draw,
        behind: Behind,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._database = database
        self._rows = rows
        self._calendars = calendars
        self._days = days
        self._content = content
        self._draw = draw
        self._behind = behind
        self._outbox = outbox
        self._clock = clock
        self._planned = False
        self.poked = asyncio.Event()

    def look_again(self) -> None:
        """A calendar is another: what regions wait for is reckoned anew."""
        self._planned = False
        self.poked.set()

    async def next_wake(self) -> datetime | None:
        """When the next letter is due."""
        if not self._planned:
            self._planned = True
            await self._plan()
        return await self._rows.next_wake()

    async def due(self, now: datetime, limit: int) -> int:
        """Make the letters that are due; returns how many were looked at. Raises
        `DatabaseTrouble`.
        """
        due = await self._rows.due(now, limit)
        for wanted in due:
            await self._look(wanted, now)
        return len(due)

    async def _plan(self) -> None:
        now = self._clock.now()
        calendars = {one.region: one for one in await self._calendars.calendars(EVERYTHING)}
        wanted = await self._rows.wanted()
        for region, calendar in calendars.items():
            day, known = self._days.of(region), wanted.get(region)
            if day is None:
                continue
            if known is None:
                week = first_week(now, day, calendar)
            elif known.is_asked or known.due_at <= now:
                continue
            else:
                week = known.week
            there = _wanted(region, week, day, calendar)
            if there != known:
                await self._rows.wait(there, known)

    async def _look(self, wanted: Wanted, now: datetime) -> None:
        calendar = await self._calendars.calendar(wanted.region)
        day = self._days.of(wanted.region)
        if calendar is None or day is None:
            await self._rows.forget(wanted)
            return
        week = wanted.week if wanted.is_asked else week_due(wanted.week, now, day, calendar)
        if week > wanted.week and due_at(week, day, calendar) > now:
            await self._rows.wait(_wanted(wanted.region, week, day, calendar), wanted)
            return
        behind = await self._behind()
        if behind > BEHIND_SECONDS and now - wanted.due_at < WAIT_MOST:
            await self._rows.wait(wanted._replace(wake_at=now + LOOK_AGAIN), wanted)
            return
        try:
            if await self._make(wanted, week, calendar, day, behind):
                log.info("letter made", letter=letter_id(wanted.region, week))
        except (DatabaseTrouble, OSError, TimeoutError):
            raise
        except Exception:  # a letter that cannot be made must not hold up the others
            log.exception("a letter cannot be made", letter=letter_id(wanted.region, week))
            await self._rows.wait(wanted._replace(wake_at=now + LOOK_AGAIN), wanted)

    async def _make(
        self,
        wanted: Wanted,
        week: LetterWeek,
        calendar: CalendarPublished,
        day: LetterDay,
        behind: float,
    ) -> bool:
        following = _wanted(wanted.region, week.following, day, calendar)
        if await self._rows.is_made(wanted.region, week):
            await self._rows.wait(following, wanted)
            return False
        minutes = int(behind // 60) if behind > BEHIND_SECONDS else 0
        made = await self._content.of(calendar, week, await self._rows.last(wanted.region), minutes)
        pdf = await self._draw(made)
        if pdf is not None and len(pdf) > PDF_BYTES_MOST:
            log.warning("a letter's PDF is too large to be sent", bytes=len(pdf))
            pdf = None
        letter = with_pdf(made, pdf)

        async def work(unit: UnitOfWork) -> bool:
            """False where another process has made it."""
            if await self._rows.is_made(letter.region, letter.week, unit):
                return False
            self._rows.add(unit, letter)
            self._rows.go_on(unit, wanted, following)
            self._outbox.put(unit, [Outgoing(letter, letter_id(letter.region, week), letter.at)])
            return True

        return await self._database.transaction(work)


def _wanted(region: str, week: LetterWeek, day: LetterDay, calendar: CalendarPublished) -> Wanted:
    at = due_at(week, day, calendar)
    return Wanted(region, week, at, at)
