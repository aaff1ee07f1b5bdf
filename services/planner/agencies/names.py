"""The names of agencies, to choose from."""

from operator import itemgetter

from contracts.account import OF_AN_AGENCY, Account
from planner.agencies.repository import AgencyRepository
from planner.regions.region import Regions


class AgencyNames:
    """Names by code."""

    def __init__(self, agencies: AgencyRepository, regions: Regions) -> None:
        self._agencies = agencies
        self._regions = regions

    async def of(self, by: Account, region: str | None = None) -> dict[str, str]:
        """Those that an account may name, in the order of their names: of `region`, else of all its
        regions; its own alone where it belongs to one.
        """
        named: dict[str, str] = {}
        for one in self._regions:
            if by.region in {None, one} and region in {None, one}:
                found = await self._agencies.agencies(one)
                named |= {code: stored.draft.name for code, stored in found.items()}
        if by.role in OF_AN_AGENCY:
            named = {code: name for code, name in named.items() if code == by.agency}
        return dict(sorted(named.items(), key=itemgetter(1)))
