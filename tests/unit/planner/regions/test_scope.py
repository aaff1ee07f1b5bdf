import pytest

from chassis.http.problem import Problem
from contracts.account import Account, Role
from planner.regions.region import read_regions
from planner.regions.scope import region_for

REGIONS = read_regions()


def caller(region: str | None) -> Account:
    return Account(username="perencana", role=Role.PLANNER, region=region)


@pytest.mark.parametrize(
    ("own", "asked", "region"),
    [(None, None, "kukar"), (None, "kutim", "kutim"), ("kutim", None, "kutim")],
)
def test_the_region_is_the_one_asked_for_or_the_accounts_or_the_first(
    own: str | None, asked: str | None, region: str
) -> None:
    assert region_for(caller(own), asked, REGIONS) == region


def test_another_region_than_the_accounts_is_forbidden() -> None:
    with pytest.raises(Problem) as refused:
        region_for(caller("kukar"), "kutim", REGIONS)

    assert refused.value.status == 403


def test_a_region_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Problem) as refused:
        region_for(caller(None), "mars", REGIONS)

    assert refused.value.status == 422
