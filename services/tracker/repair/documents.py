"""The records of an item from its documents. Pure."""

from collections import defaultdict
from collections.abc import Sequence

from contracts import PlanItemPublished
from tracker.funding.figure import Figure
from tracker.funding.linked import Link
from tracker.items.documents import Document, item_of, mark_of, status_of
from tracker.repair.rebuild import Records
from tracker.repair.review_records import ReviewRecords
from tracker.review.documents import act_of, standing_in
from tracker.review.review import ORDER, Act


def records_of(
    item_id: str,
    item: Document | None,
    plan: PlanItemPublished | None,
    reports: Sequence[Document],
    history: Sequence[Document],
    *,
    reviews: Sequence[Document] = (),
    links: Sequence[Link] = (),
    figures: Sequence[Figure] = (),
) -> Records:
    """All records of one item: its document, plan, reports, status changes, reviews, and the
    figures of the sub kegiatan that fund it.
    """
    return Records(
        item_id=item_id,
        stored=item_of(item) if item else None,
        plan=plan,
        marks=[mark_of(report) for report in reports],
        heard_at=max((report["received_at"] for report in reports), default=None),
        history=[status_of(change) for change in history],
        reviews=_review_records(item, reports, reviews),
        links=links,
        figures=figures,
    )


def _review_records(
    item: Document | None, reports: Sequence[Document], reviews: Sequence[Document]
) -> ReviewRecords:
    acts: dict[str, list[Act]] = defaultdict(list)
    for row in reviews:
        acts[row["report"]].append(act_of(row))
    stored = {row["_id"]: standing_in(row) for row in reports if "review" in row}
    reviewed = (item or {}).get("reviewed") or {}
    return ReviewRecords(acts, stored, {step: reviewed[step] for step in ORDER if step in reviewed})
