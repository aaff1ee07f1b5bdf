"""Makes the index of a region and year."""

from contracts.account import Account
from tracker.council.service import Council
from tracker.index.region_index import RegionIndex
from tracker.index.scores import Scores
from tracker.index.weights import IndexRules
from tracker.items.query import ItemQuery
from tracker.plan.regions import Regions, must_see_whole_region


class IndexService:
    """Indexes of the regions that an account sees as a whole."""

    def __init__(
        self, *, council: Council, regions: Regions, rules: IndexRules, scores: Scores
    ) -> None:
        self._council = council
        self._regions = regions
        self._rules = rules
        self._scores = scores

    async def of(self, account: Account, region: str = "", year: int | None = None) -> RegionIndex:
        """The index of a region, else the account's first, in a year, else the present one. Raises
        403, 404, `DatabaseTrouble`.
        """
        must_see_whole_region(account)
        chosen = await self._regions.chosen(account, region)
        overview = await self._council.overview(account, ItemQuery(region=chosen))
        wanted = overview.today.year if year is None else year
        return RegionIndex(
            region=chosen,
            year=wanted,
            scores=self._scores.of(chosen, wanted),
            scores_version=self._scores.version,
            rules=self._rules,
            overview=overview,
        )
