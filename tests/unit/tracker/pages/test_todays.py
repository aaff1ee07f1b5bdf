"""The day on a page is the region's, also before eight in the morning, when it is not UTC's."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from starlette.requests import Request

from chassis.clock import FixedClock
from chassis.web.pages import Pages
from contracts.account import Account, Role
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import a_plan
from tracker.decisions.service import Decisions
from tracker.funding.overview import FundingOverview
from tracker.items.item import Item, change_to
from tracker.items.query import ItemQuery
from tracker.items.repository import ItemRepository
from tracker.pages.decision_pages import DecisionPages
from tracker.pages.funding_pages import FundingPages
from tracker.plan.repository import AgencyRepository

MORNING = FixedClock(datetime(2026, 6, 30, 17, 0, tzinfo=UTC))
"""One in the morning of July the first in WITA."""
HERE = date(2026, 7, 1)
WITA = ZoneInfo("Asia/Makassar")


def request_of(role: Role) -> Request:
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": []})
    request.state.account = Account(username="ada", role=role, region="kukar")
    return request


async def in_wita(wanted: ItemQuery) -> ZoneInfo:
    assert wanted.scope.region == "kukar"
    return WITA


@pytest.fixture
def shown() -> Any:
    """What the last page shows."""
    return SimpleNamespace(facts={}, render=lambda _request, _name, facts, _status=200: facts)


async def test_the_form_of_a_decision_on_an_agency_has_the_day_of_the_region(shown: Any) -> None:
    async def nobody() -> list[Any]:
        return []

    agencies = cast(AgencyRepository, SimpleNamespace(agencies=nobody))
    deciding = DecisionPages(
        cast(Pages, shown),
        cast(Decisions, None),
        agencies,
        time_zone=in_wita,
        scans=False,
        clock=MORNING,
    )
    facts = cast(Any, await deciding.new(request_of(Role.COUNCIL), "", "DINKES"))
    assert facts["values"]["rapat"] == HERE.isoformat()


async def test_the_money_of_an_item_is_drawn_up_to_the_day_of_its_region(shown: Any) -> None:
    item = change_to(None, Item(a_plan()), MORNING.now(), RULES).after

    async def one(_item_id: str) -> Item:
        return item

    async def money(_item: Item) -> None:
        return None

    pages = FundingPages(
        pages=cast(Pages, shown),
        funding=cast(Any, None),
        links=cast(Any, None),
        overview=cast(FundingOverview, SimpleNamespace(of_item=money)),
        items=cast(ItemRepository, SimpleNamespace(item=one)),
        readers=cast(Any, None),
        clock=MORNING,
    )
    facts = cast(Any, await pages.of_item(request_of(Role.COUNCIL), item.item_id))
    assert facts["today"] == HERE
