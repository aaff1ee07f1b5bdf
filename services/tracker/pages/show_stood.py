"""item as it stood requested -> its figures of that day, by what happened and by what was known."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response

from chassis.auth.auth import caller
from chassis.http.problem import Problem
from chassis.text import Text
from chassis.web.pages import Pages
from contracts.account import Account
from contracts.wording import STATUSES
from tracker.as_of.as_of import AsOf, Basis
from tracker.as_of.asked import AsOfAsked
from tracker.as_of.past import Stood, stood
from tracker.as_of.service import AsOfItems
from tracker.items.item import Item
from tracker.items.repository import ItemRepository
from tracker.items.visible_item import visible_item
from tracker.pages.outlook import Outlook, outlook
from tracker.status.rule_set import RuleSet
from tracker.status.rule_words import rule_words

BASES = {
    Basis.EVENT: "Yang terjadi, menurut semua laporan yang ada sekarang",
    Basis.ARRIVAL: "Yang sudah diketahui waktu itu",
}
"""What a reader calls each basis."""
ItemId = Annotated[str, Path(max_length=64)]


class Column(NamedTuple):
    """An item as it stood by one basis; None where it was in no plan."""

    basis: Basis
    stood: Stood | None
    outlook: Outlook | None


def routes(pages: Pages, items: ItemRepository, past: AsOfItems, rules: RuleSet) -> APIRouter:
    """Satu rencana aksi pada suatu hari yang lalu."""
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    @router.get("/kemajuan/butir/{item_id}/keadaan")
    async def show_stood(
        request: Request, item_id: ItemId, per: Annotated[str, Query(max_length=64)] = ""
    ) -> Response:
        """Keadaan satu rencana aksi pada akhir suatu hari."""
        account = caller(request)
        item = await visible_item(items, account, item_id)
        as_of, wrong = await asked_of(past, account, AsOfAsked(per or None, Basis.EVENT))
        facts = {
            "item": item,
            "per": per,
            "as_of": as_of,
            "today": past.today(item),
            "columns": await _columns(past, item, as_of, rules) if as_of else (),
            "wrong": wrong,
            "bases": BASES,
            "statuses": STATUSES,
            "rule_words": partial(rule_words, rules=rules),
        }
        return pages.render(request, "stood.html", facts, 422 if wrong else 200)

    return router


async def asked_of(
    past: AsOfItems, account: Account, asked: AsOfAsked
) -> tuple[AsOf | None, Text | None]:
    """The instant that is asked for, None for now; and what is wrong with what was typed."""
    try:
        return await past.asked(account, asked), None
    except Problem as problem:
        if not problem.faults:
            raise
        return None, problem.faults[0].message


async def _columns(past: AsOfItems, item: Item, as_of: AsOf, rules: RuleSet) -> tuple[Column, ...]:
    before = await past.past(item.item_id)
    found: Mapping[Basis, Stood | None] = {
        basis: stood(before, as_of._replace(basis=basis), rules) if before else None
        for basis in Basis
    }
    return tuple(
        Column(basis, one, outlook(one.item, as_of.instant, rules) if one else None)
        for basis, one in found.items()
    )


def stood_path(item_id: str) -> str:
    """Where it is shown how an item stood."""
    return f"/kemajuan/butir/{quote(item_id, safe='')}/keadaan"
