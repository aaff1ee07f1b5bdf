"""Who keeps the plan, as its pages ask for them."""

from collections.abc import Mapping

from fastapi import Request

from chassis.auth.auth import caller, must_be
from contracts.account import Account
from planner.regions.region import Regions
from planner.regions.scope import KEEPERS


def keeper(request: Request) -> Account:
    """The reader, who keeps the plan. Raises 403 for others."""
    by = caller(request)
    must_be(by, *KEEPERS)
    return by


def regions_of(by: Account, regions: Regions) -> Mapping[str, str]:
    """The names of the regions that an account may choose, by their codes."""
    return {code: one.name for code, one in regions.items() if by.region in {None, code}}
