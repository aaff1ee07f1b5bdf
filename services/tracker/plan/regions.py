"""Which regions an account may look at as a whole."""

from collections.abc import Sequence

from chassis.http.problem import forbidden, not_found
from chassis.text import Text
from contracts.account import Account
from tracker.plan.repository import AgencyRepository


class Regions:
    """The regions that have agencies."""

    def __init__(self, agencies: AgencyRepository) -> None:
        self._agencies = agencies

    async def of(self, account: Account) -> Sequence[str]:
        """Those that the account may see, by code."""
        there = {row["region"] for row in await self._agencies.agencies()}
        if account.region is not None:
            there = {account.region}
        return sorted(there)

    async def chosen(self, account: Account, asked: str = "") -> str:
        """The region asked for, else the first. Raises 404 where the account sees none such."""
        for region in await self.of(account):
            if asked in {"", region}:
                return region
        raise not_found(
            Text(
                "Daerah ini tidak ada, atau bukan daerah Anda.",
                "There is no such region, or it is not yours.",
            )
        )


def must_see_whole_region(account: Account) -> None:
    """Raise 403 for an account that sees the items of one agency alone."""
    if account.scope.agency is not None:
        raise forbidden(
            Text(
                "Halaman ini tentang seluruh daerah, untuk dewan dan perencana. Rencana aksi "
                "perangkat daerah Anda ada di halaman Tugas saya.",
                "This is about the whole region, for the council and planners. The items of your "
                "agency are on the page of your tasks.",
            )
        )
