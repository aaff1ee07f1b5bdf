"""Stretches of items as documents, and what was said of them from documents. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from contracts import PlanItemPublished
from contracts.calendar import ReviewStep
from tracker.as_of.as_of import Month
from tracker.as_of.past import Came, Past, PlanVersion, Sent, Stretch
from tracker.funding.linked import Link
from tracker.items.documents import item_document, mark_of, plan_of
from tracker.reporting.report import own_key
from tracker.review.documents import act_of
from tracker.review.review import Act

Document = dict[str, Any]


class PastRows(NamedTuple):
    """Everything that is stored of one item, as documents."""

    item: Document
    plan_changes: Sequence[Document] = ()
    terms: Sequence[Document] = ()
    reports: Sequence[Document] = ()
    acts: Sequence[Document] = ()
    evidence: Sequence[Document] = ()
    links: Sequence[Link] = ()
    figures: Sequence[Sent] = ()


def past_of(rows: PastRows, counts_from: ReviewStep) -> Past:
    """All that was ever said of an item."""
    acts: dict[str, list[Act]] = {}
    for row in rows.acts:
        acts.setdefault(row["report"], []).append(act_of(row))
    return Past(
        plans=list(plan_versions(rows))[::-1],
        counts_from=counts_from,
        reports=[Came(mark_of(row), row["received_at"]) for row in rows.reports],
        acts=acts,
        proof=[
            (key, row["added_at"])
            for row in rows.evidence
            if row["report_id"] is not None
            for key in (row["report_id"], own_key(row["agency"], row["report_id"]))
        ],
        links=rows.links,
        figures=rows.figures,
    )


def plan_versions(rows: PastRows) -> Iterator[PlanVersion]:
    """The item's plans, the newest first: each change says what was before it. Where changes were
    not kept yet, the earliest plan that is known stands for those before it.
    """
    came: Mapping[int, datetime | None] = {term["version"]: term["at"] for term in rows.terms}
    changes = {row["version"]: row for row in rows.plan_changes}
    plan = plan_of(rows.item)
    at = came.get(plan.version, rows.item.get("planned_at"))
    while plan.version in changes:
        change = changes[plan.version]
        yield PlanVersion(plan, change["at"] or at)
        before = {one["field"]: one["before"] for one in change["differences"]}
        fields = {**plan.model_dump(mode="json"), **before, "version": change["since"]}
        plan = PlanItemPublished.model_validate(fields)
        at = came.get(plan.version)
    earlier = [one for version, one in came.items() if version <= plan.version]
    yield PlanVersion(plan, _earliest(earlier) if earlier else at)


def _earliest(instants: Sequence[datetime | None]) -> datetime | None:
    """The earliest of them; None, for ever, where one is not known."""
    known = [one for one in instants if one is not None]
    return min(known) if len(known) == len(instants) else None


def stretch_document(month: Month, number: int, stretch: Stretch) -> Document:
    """A stretch as the document of its item, so that what sums and lists items does so with it."""
    item, reviewed = stretch.stood.item, stretch.stood.reviewed
    return {
        **item_document(item),
        "_id": f"{month.key}/{item.item_id}/{number}",
        "month": month.key,
        "item_id": item.item_id,
        "begins": stretch.begins,
        "ends": stretch.ends,
        "reviewed": dict(reviewed),
        "proof": sorted(item.proof),
    }
