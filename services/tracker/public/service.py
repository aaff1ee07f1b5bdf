"""Makes what a region shows, once for all who look within a minute."""

from datetime import timedelta

from chassis.clock import Clock
from chassis.http.problem import Problem, not_found
from chassis.kept import Kept
from chassis.text import Text
from contracts.account import Account, Role
from tracker.council.service import Council
from tracker.items.query import ItemQuery
from tracker.plan.repository import AgencyRepository
from tracker.public.public_regions import PublicRegion, PublicRegions
from tracker.public.repository import PublicItemRepository
from tracker.public.shown import Shown

KEPT = timedelta(minutes=1)


class PublicService:
    """The public side of the regions that have one."""

    def __init__(
        self,
        *,
        regions: PublicRegions,
        council: Council,
        items: PublicItemRepository,
        agencies: AgencyRepository,
        clock: Clock,
    ) -> None:
        self.regions = regions
        self._council = council
        self._items = items
        self._agencies = agencies
        self._clock = clock
        self._kept = Kept(most=len(regions.regions) + 1)

    async def shown(self, region: str) -> Shown:
        """What a region shows, at most about a minute old. Raises 404 where it shows nothing."""
        says = self.regions.regions.get(region)
        if says is None:
            raise nothing_shown()
        shown: Shown = await self._kept.of(
            (region,), self._clock.now(), KEPT, lambda: self._made(region, says)
        )
        return shown

    async def _made(self, region: str, says: PublicRegion) -> Shown:
        reader = Account(username="-", role=Role.COUNCIL, region=region)
        overview = await self._council.overview(reader, ItemQuery())
        items = await self._items.items(region, says.kinds, overview.at)
        rows = await self._agencies.agencies()
        names = {row["_id"]: row["name"] for row in rows if row["region"] == region}
        return Shown(region, says, overview, items, names)


def nothing_shown() -> Problem:
    """404, the same for a region that is unknown."""
    return not_found(
        Text("Daerah ini tidak memiliki halaman publik.", "This region has no public page.")
    )
