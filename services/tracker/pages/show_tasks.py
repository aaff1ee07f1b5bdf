"""tasks requested -> a page of what is due from the reader, most urgent first."""

from datetime import date
from uuid import uuid4
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from chassis.auth.auth import caller
from chassis.clock import Clock
from chassis.web.pages import Pages
from chassis.web.site import HOME
from contracts.account import OF_AN_AGENCY, Account, Role
from contracts.wording import STATUSES
from contracts.words import Status
from tracker.items.query import ItemQuery
from tracker.items.repository import ItemRepository
from tracker.pages.outlook import Outlook, outlook
from tracker.status.rule_set import RuleSet

SHOWN_MOST = 50
ENDED = frozenset({Status.DONE, Status.CANCELLED})
REPORTERS = frozenset({*OF_AN_AGENCY, Role.ADMIN})


def routes(pages: Pages, items: ItemRepository, clock: Clock, rules: RuleSet) -> APIRouter:
    """The first page after signing in."""
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    @router.get(HOME)
    async def show_tasks(request: Request) -> Response:
        """Tugas saya."""
        account, now = caller(request), clock.now()
        tasks: list[Outlook] = []
        for status in STATUSES:
            if status in ENDED or len(tasks) >= SHOWN_MOST:
                continue
            query = ItemQuery(account.scope, status=status)
            some = await items.page(query, None, SHOWN_MOST + 1 - len(tasks))
            tasks += sorted((outlook(one, now, rules) for one in some), key=_due)
        facts = {
            "tasks": tasks[:SHOWN_MOST],
            "more": len(tasks) > SHOWN_MOST,
            "statuses": STATUSES,
            "may_report": may_report(account),
            "key": lambda: str(uuid4()),
            "today": lambda item: now.astimezone(ZoneInfo(item.plan.time_zone)).date(),
        }
        return pages.render(request, "tasks.html", facts)

    return router


def may_report(account: Account) -> bool:
    """Whether the account may send reports at all; for which items is the service's to decide."""
    return account.role in REPORTERS


def _due(one: Outlook) -> date:
    return one.item.plan.due
