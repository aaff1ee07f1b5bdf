"""The records of an item from its documents. Pure."""

from collections.abc import Sequence

from contracts import PlanItemPublished
from tracker.items.documents import Document, item_of, mark_of, status_of
from tracker.repair.rebuild import Records


def records_of(
    item_id: str,
    item: Document | None,
    plan: PlanItemPublished | None,
    reports: Sequence[Document],
    history: Sequence[Document],
) -> Records:
    """All records of one item: its document, plan, reports and status changes."""
    return Records(
        item_id=item_id,
        stored=item_of(item) if item else None,
        plan=plan,
        marks=[mark_of(report) for report in reports],
        heard_at=max((report["received_at"] for report in reports), default=None),
        history=[status_of(change) for change in history],
    )
