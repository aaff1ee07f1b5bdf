"""Letters for those who may read them: who sees the whole region."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from chassis.auth.auth import must_be
from chassis.http.problem import not_found
from chassis.text import Text
from contracts import CouncilLetter
from contracts.account import Account, Role
from tracker.letters.documents import KeptLetter
from tracker.letters.repository import LetterRepository
from tracker.periods.repository import PeriodRepository
from tracker.plan.regions import Regions, must_see_whole_region

READERS = (Role.ADMIN, Role.PLANNER, Role.COUNCIL)


class LetterList(NamedTuple):
    """Letters of a region, the last first, and the week of the last one where there are more."""

    region: str
    letters: Sequence[CouncilLetter]
    next: str | None


class LetterReading:
    """The letters of the regions that an account sees as a whole."""

    def __init__(
        self, rows: LetterRepository, calendars: PeriodRepository, regions: Regions
    ) -> None:
        self._rows = rows
        self._calendars = calendars
        self.regions = regions

    async def listed(
        self, account: Account, region: str, before: str | None, limit: int
    ) -> LetterList:
        """Up to `limit` letters of a region, the account's first where none is asked for. Raises
        403, 404, `DatabaseTrouble`.
        """
        chosen = await self._chosen(account, region)
        found = await self._rows.listed(chosen, before, limit + 1)
        more = len(found) > limit
        return LetterList(chosen, found[:limit], found[limit - 1].week if more else None)

    async def letter(self, account: Account, region: str, week: str) -> KeptLetter:
        """The letter of a week. Raises 403, 404, `DatabaseTrouble`."""
        found = await self._rows.letter(await self._chosen(account, region), week)
        if found is None:
            raise not_found(
                Text(
                    "Tidak ada surat untuk pekan ini. Surat dibuat sekali sepekan; daftarnya ada "
                    "di halaman Surat dewan.",
                    "There is no letter of this week. One is made each week; they are listed on "
                    "the page of the council's letters.",
                )
            )
        return found

    async def next_at(self, region: str) -> datetime | None:
        """When the region's next letter is made; None where it waits for none."""
        wanted = (await self._rows.wanted()).get(region)
        return wanted.due_at if wanted else None

    async def time_zone(self, region: str) -> str:
        """Of the region's days."""
        calendar = await self._calendars.calendar(region)
        return calendar.time_zone if calendar else "UTC"

    async def _chosen(self, account: Account, region: str) -> str:
        must_see_whole_region(account)
        must_be(account, *READERS)
        return await self.regions.chosen(account, region)
