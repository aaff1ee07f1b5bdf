"""The region for which a caller acts. Pure."""

from chassis.http.problem import Fault
from chassis.http.validation import wrong
from chassis.text import Text
from contracts.account import Account, Role
from planner.answers import other_region
from planner.regions.region import Regions

KEEPERS = (Role.ADMIN, Role.PLANNER)
"""The roles that may change the plan."""


def region_for(account: Account, asked: str | None, regions: Regions) -> str:
    """The region asked for, else the account's, else the first. Raises 403, 422."""
    region = asked or account.region or next(iter(regions))
    if region not in regions:
        codes = ", ".join(regions)
        message = Text(f"{region} tidak dikenal; ada: {codes}", f"{region} is none of: {codes}")
        raise wrong((Fault("region", "unknown-region", message),))
    if account.region not in {None, region}:
        raise other_region(region)
    return region
