"""reviews requested -> the reports that wait for the reader's step, with their figures."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request, Response

from chassis.auth.auth import caller
from chassis.text import Text
from chassis.web.pages import Pages
from contracts.account import Account
from contracts.calendar import ReviewStep
from contracts.words import ReviewAction
from tracker.items.documents import Document
from tracker.items.item import Item
from tracker.items.repository import ItemRepository
from tracker.pages.review_words import TO_DO
from tracker.plausibility.documents import MarkedReport
from tracker.plausibility.service import ReportMarks
from tracker.plausibility.wording import mark_words
from tracker.reporting.documents import stated_content
from tracker.review.documents import standing_in
from tracker.review.service import Done, Reviews
from tracker.status.curve import end_of
from tracker.status.status import course_of

REVIEWS = "/kemajuan/pemeriksaan"
SHOWN_MOST = 60
CHOSEN = "pilih."
"""What the names of the fields begin with that choose a report."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report that waits: its document, what it says, its item, what was planned that day, and
    what in it is worth a look.
    """

    row: Document
    body: Any
    item: Item
    planned_percent: float
    is_proven: bool
    marked: MarkedReport | None
    chosen: str
    """The value of its field: number of the act, and key of the report."""

    @property
    def deviation(self) -> float:
        """Reported minus planned, percentage points."""
        deviation: float = self.body.physical_percent - self.planned_percent
        return deviation


class ReviewPages:
    """The list of what waits for a reviewer."""

    def __init__(
        self, pages: Pages, reviews: Reviews, items: ItemRepository, marks: ReportMarks
    ) -> None:
        self.pages = pages
        self.reviews = reviews
        self._items = items
        self._marks = marks

    async def listed(
        self,
        request: Request,
        *,
        all_chosen: bool = False,
        chosen: Collection[str] = (),
        done: int = 0,
        refused: Sequence[Done] = (),
        notice: Text | None = None,
        status: int = 200,
    ) -> Response:
        """The page, with what was `chosen` before; with `refused`, why some of it was not done."""
        step, rows = await self.reviews.waiting(caller(request), SHOWN_MOST + 1)
        account = caller(request)
        waiting = await self._waiting(account, step, rows[:SHOWN_MOST]) if step else []
        facts = {
            "step": step,
            "label": TO_DO[step, ReviewAction.PASSED] if step else "",
            "waiting": waiting,
            "mark_words": mark_words,
            "has_more": len(rows) > SHOWN_MOST,
            "all_chosen": all_chosen,
            "chosen": chosen,
            "done": done,
            "refused": refused,
            "notice": notice,
        }
        return self.pages.render(request, "reviews.html", facts, status)

    async def _waiting(
        self, account: Account, step: ReviewStep, rows: Sequence[Document]
    ) -> list[Waiting]:
        items = await self._items.items({row["item_id"] for row in rows})
        proof = await self._items.proof_of(list(items))
        marked = await self._marks.of_reports(account, [row["_id"] for row in rows])
        return [
            _waiting(step, row, items[row["item_id"]], proof, marked.get(row["_id"]))
            for row in rows
        ]


def _waiting(
    step: ReviewStep,
    row: Document,
    item: Item,
    proof: Mapping[str, frozenset[str]],
    marked: MarkedReport | None,
) -> Waiting:
    as_of = date.fromisoformat(row["as_of"])
    planned = course_of(item.plan).curve.at(end_of(as_of, ZoneInfo(item.plan.time_zone)))
    number = standing_in(row).numbers.get(step, 0) + 1
    return Waiting(
        row,
        stated_content(row),
        item,
        planned,
        row["_id"] in proof.get(item.item_id, frozenset()),
        marked,
        f"{number} {row['_id']}",
    )


def routes(reviewing: ReviewPages) -> APIRouter:
    """Pemeriksaan laporan."""
    router = APIRouter(route_class=reviewing.pages.route, include_in_schema=False)

    @router.get(REVIEWS)
    async def show_reviews(
        request: Request,
        semua: Annotated[str, Query(max_length=1)] = "",
        selesai: Annotated[int, Query(ge=0, le=10_000)] = 0,
    ) -> Response:
        """Laporan yang menunggu pemeriksaan saya."""
        return await reviewing.listed(request, all_chosen=bool(semua), done=selesai)

    return router
