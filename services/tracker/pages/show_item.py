"""item requested -> its page: planned against actual, reports, status history."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from chassis.auth.auth import caller
from chassis.clock import Clock
from chassis.web.pages import Pages
from contracts.account import Account
from contracts.wording import KINDS, PILLARS, STATUSES
from tracker.items.documents import status_of
from tracker.items.item import Item
from tracker.items.repository import ItemRepository
from tracker.items.view import no_such_item
from tracker.pages.curve import drawing
from tracker.pages.outlook import outlook
from tracker.pages.show_tasks import may_report
from tracker.reporting.documents import content_of
from tracker.reporting.repository import ReportRepository
from tracker.status.rule_set import RuleSet
from tracker.status.rule_words import rule_words

SHOWN_MOST = 50
ItemId = Annotated[str, Path(max_length=64)]


def routes(
    pages: Pages, items: ItemRepository, reports: ReportRepository, clock: Clock, rules: RuleSet
) -> APIRouter:
    """The page of an item."""
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    @router.get("/kemajuan/butir/{item_id}")
    async def show_item(request: Request, item_id: ItemId) -> Response:
        """Satu rencana aksi."""
        account, now = caller(request), clock.now()
        item = await visible_item(items, account, item_id)
        rows = await reports.reports_of(item_id, SHOWN_MOST)
        contents = [content_of(row) for row in rows]
        points = [(one.as_of, one.physical_percent) for one in contents]
        facts = {
            "outlook": outlook(item, now, rules),
            "rule_words": partial(rule_words, rules=rules),
            "item": item,
            "drawing": drawing(item, points, now),
            "reports": list(zip(rows, contents, strict=True)),
            "history": [status_of(row) for row in await items.history_of(item_id, SHOWN_MOST)],
            "statuses": STATUSES,
            "kinds": KINDS,
            "pillars": PILLARS,
            "may_report": may_report(account) and not item.plan.cancelled,
        }
        return pages.render(request, "item.html", facts)

    return router


async def visible_item(items: ItemRepository, account: Account, item_id: str) -> Item:
    """The item, when the account may see it. Raises 404 otherwise, the same for both."""
    item = await items.item(item_id)
    if item is None or not account.scope.covers(region=item.plan.region, agency=item.plan.agency):
        raise no_such_item(item_id)
    return item
