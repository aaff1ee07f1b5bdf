"""receipt requested -> what was recorded, its evidence, and where the item stands now."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response

from chassis.auth.auth import caller
from chassis.clock import Clock
from chassis.http.problem import Problem, not_found
from chassis.text import Text
from chassis.web.pages import Pages
from contracts.wording import STATUSES
from tracker.evidence.service import EvidenceService
from tracker.items.repository import ItemRepository
from tracker.items.view import no_such_item
from tracker.pages.outlook import outlook
from tracker.pages.show_item import evidence_path
from tracker.pages.show_tasks import may_report
from tracker.reporting.documents import content_of
from tracker.reporting.obstacle_categories import ObstacleCategories
from tracker.reporting.repository import ReportRepository
from tracker.status.rule_set import RuleSet

RECEIPT = "/kemajuan/tanda-terima"


def routes(
    pages: Pages,
    *,
    items: ItemRepository,
    reports: ReportRepository,
    evidence: EvidenceService,
    categories: ObstacleCategories,
    clock: Clock,
    rules: RuleSet,
) -> APIRouter:
    """The receipt of a report, at a lasting address."""
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    @router.get(f"{RECEIPT}/{{key:path}}")
    async def show_receipt(request: Request, key: Annotated[str, Path(max_length=300)]) -> Response:
        """Tanda terima laporan."""
        account = caller(request)
        row = await reports.report(key)
        if row is None or not account.scope.covers(region=row["region"], agency=row["agency"]):
            raise no_such_report()
        item = await items.item(row["item_id"])
        if item is None:
            raise no_such_item(row["item_id"])
        plan = item.plan
        is_theirs = account.scope.covers(region=plan.region, agency=plan.agency)
        pieces = await evidence.of_item(account, item) if is_theirs else []
        facts = {
            "row": row,
            "evidence": [piece for piece in pieces if piece.report_id == key],
            "add_evidence": evidence_path(item.item_id, key),
            "may_report": may_report(account),
            "may_correct": may_report(account)
            and row["agency"] == plan.agency
            and "corrected_by" not in row
            and not plan.cancelled,
            "body": content_of(row),
            "obstacle_categories": categories,
            "outlook": outlook(item, clock.now(), rules),
            "item": item,
            "is_theirs": is_theirs,
            "statuses": STATUSES,
        }
        return pages.render(request, "receipt.html", facts)

    return router


def no_such_report() -> Problem:
    """404, the same for a report out of the account's scope."""
    return not_found(Text("Laporan ini tidak ada.", "There is no such report."))


def receipt_path(key: str) -> str:
    """Where the receipt of a report is."""
    return f"{RECEIPT}/{quote(key, safe='')}"
