"""receipt requested -> what was recorded, its evidence, and where the item stands now."""

from collections.abc import Mapping, Sequence
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
from tracker.pages.review_words import ACTS, STATES, TO_DO, reviews_at_all
from tracker.pages.show_item import evidence_path
from tracker.pages.show_tasks import may_report
from tracker.plausibility.dismissal import may_not
from tracker.plausibility.service import ReportMarks
from tracker.plausibility.wording import NAMES, mark_words
from tracker.reporting.documents import content_of
from tracker.reporting.obstacle_categories import ObstacleCategories
from tracker.reporting.repository import ReportRepository
from tracker.review.review import Choice
from tracker.review.service import Reviews
from tracker.status.rule_set import RuleSet

RECEIPT = "/kemajuan/tanda-terima"
NO_ERRORS: Mapping[str, Text] = {}


class ReceiptPages:
    """The receipt of a report, with its review and what the reader may do in it."""

    def __init__(
        self,
        pages: Pages,
        *,
        items: ItemRepository,
        reports: ReportRepository,
        evidence: EvidenceService,
        reviews: Reviews,
        marks: ReportMarks,
        categories: ObstacleCategories,
        clock: Clock,
        rules: RuleSet,
    ) -> None:
        self.pages = pages
        self._items = items
        self._reports = reports
        self._evidence = evidence
        self._reviews = reviews
        self._marks = marks
        self._categories = categories
        self._clock = clock
        self._rules = rules

    async def receipt(
        self,
        request: Request,
        key: str,
        errors: Mapping[str, Text] = NO_ERRORS,
        words: str = "",
        status: int = 200,
        *,
        looked: str = "",
    ) -> Response:
        """The page, with what was typed: `words` for the review, `looked` for a mark. Raises 404
        for a report out of the reader's scope.
        """
        account = caller(request)
        row = await self._reports.report(key)
        if row is None or not account.scope.covers(region=row["region"], agency=row["agency"]):
            raise no_such_report()
        item = await self._items.item(row["item_id"])
        review = await self._reviews.shown(account, key)
        if item is None or review is None:
            raise no_such_item(row["item_id"])
        plan = item.plan
        marked = (await self._marks.of_reports(account, [key])).get(key)
        is_theirs = account.scope.covers(region=plan.region, agency=plan.agency)
        pieces = await self._evidence.of_item(account, item) if is_theirs else []
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
            "obstacle_categories": self._categories,
            "outlook": outlook(item, self._clock.now(), self._rules),
            "item": item,
            "is_theirs": is_theirs,
            "statuses": STATUSES,
            "review": review,
            "states": STATES,
            "acts": ACTS,
            "to_do": TO_DO,
            "may": [one for one in review.choices if one.refusal is None],
            "why_not": _why_not(review.choices) if reviews_at_all(account) else (),
            "errors": errors,
            "words": words,
            "marked": marked,
            "mark_words": mark_words,
            "rule_names": NAMES,
            "may_dismiss": may_not(account, row["agency"], row["submitted_by"]) is None,
            "looked": looked,
        }
        return self.pages.render(request, "receipt.html", facts, status)


def routes(receipts: ReceiptPages) -> APIRouter:
    """The receipt of a report, at a lasting address."""
    router = APIRouter(route_class=receipts.pages.route, include_in_schema=False)

    @router.get(f"{RECEIPT}/{{key:path}}")
    async def show_receipt(request: Request, key: Annotated[str, Path(max_length=300)]) -> Response:
        """Tanda terima laporan."""
        return await receipts.receipt(request, key)

    return router


def _why_not(possible: Sequence[Choice]) -> Sequence[Text]:
    """Why nothing may be done, each reason once; nothing where something may."""
    if any(one.refusal is None for one in possible):
        return ()
    return list(dict.fromkeys(one.refusal.message for one in possible if one.refusal))


def no_such_report() -> Problem:
    """404, the same for a report out of the account's scope."""
    return not_found(Text("Laporan ini tidak ada.", "There is no such report."))


def receipt_path(key: str) -> str:
    """Where the receipt of a report is."""
    return f"{RECEIPT}/{quote(key, safe='')}"
