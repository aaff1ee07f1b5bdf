"""Lets a week's letter be made before its time, such as for a meeting that was moved."""

from datetime import datetime
from zoneinfo import ZoneInfo

from chassis.audit.entry import SYSTEM, Deed
from chassis.audit.trail import Trail
from tracker.deeds import LETTER_ASKED
from tracker.letters.documents import Wanted
from tracker.letters.letter_days import LetterWeek
from tracker.letters.repository import LetterRepository
from tracker.periods.repository import PeriodRepository


class NotAsked(Exception):
    """The letter cannot be made now; `args[0]` says why, in both languages."""


class LetterAsking:
    """What is asked for is made by a running tracker within seconds."""

    def __init__(self, rows: LetterRepository, calendars: PeriodRepository, trail: Trail) -> None:
        self._rows = rows
        self._calendars = calendars
        self._trail = trail

    async def ask(self, region: str, now: datetime) -> LetterWeek:
        """Have this week's letter of a region made now. Raises `NotAsked`, `DatabaseTrouble`."""
        calendar = await self._calendars.calendar(region)
        if calendar is None:
            raise NotAsked(f"{region}: belum ada kalender pelaporan (no reporting calendar yet)")
        week = LetterWeek.of(now.astimezone(ZoneInfo(calendar.time_zone)).date())
        if await self._rows.is_made(region, week):
            raise NotAsked(f"{region}: surat {week} sudah dibuat (it is made already)")
        known = (await self._rows.wanted()).get(region)
        if not await self._rows.wait(Wanted(region, week, now, now, is_asked=True), known):
            raise NotAsked(f"{region}: surat sedang dibuat (a letter is being made)")
        await self._trail.record(Deed(LETTER_ASKED, SYSTEM, region, {"week": str(week)}))
        return week
