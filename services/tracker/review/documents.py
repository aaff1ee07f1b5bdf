"""Reviews as MongoDB documents, and back. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from contracts.calendar import ReviewStep
from contracts.words import ReviewAction
from tracker.items.documents import Document, mark_of
from tracker.review.review import Act, Reported, ReviewState, Standing, steps_from
from tracker.status.progress import Mark

REPORT_FACTS = (
    *("item_id", "given_id", "region", "agency", "submitted_by", "corrected_by"),
    *("received_at", "review"),
)
"""The fields of a report's document that `reviewed_report` needs."""


class ReviewedReport(NamedTuple):
    """A report as its review needs it; `key` is what it is stored under."""

    key: str
    report_id: str
    item_id: str
    region: str
    received_at: datetime
    reported: Reported


def reviewed_report(row: Document, acts: Sequence[Act]) -> ReviewedReport:
    """The report in a document, with what was done with it."""
    reported = Reported(row["agency"], row["submitted_by"], "corrected_by" in row, acts)
    given: str = row.get("given_id") or row["_id"]
    return ReviewedReport(
        row["_id"], given, row["item_id"], row["region"], row["received_at"], reported
    )


def act_document(report: ReviewedReport, act: Act) -> Document:
    """The document of an act; its id is the same for the same act."""
    return {
        "_id": f"{report.key}/{act.step}/{act.number}",
        "report": report.key,
        "item_id": report.item_id,
        "region": report.region,
        "agency": report.reported.agency,
        **act._asdict(),
    }


def act_of(row: Document) -> Act:
    """The act in a document."""
    fields = {name: row[name] for name in Act._fields}
    step, action = ReviewStep(row["step"]), ReviewAction(row["action"])
    return Act(**{**fields, "step": step, "action": action})


def standing_document(stands: Standing) -> Document:
    """How far a report has come, as it is stored on the report."""
    act = stands.act._asdict() if stands.act else None
    numbers = {step.value: number for step, number in stands.numbers.items()}
    return {"state": stands.state, "reached": stands.reached, "act": act, "numbers": numbers}


def standing_in(row: Document) -> Standing:
    """How far the report of a document has come."""
    review = row.get("review")
    if not review:
        return Standing()
    act = act_of(review["act"]) if review["act"] else None
    numbers = {ReviewStep(step): number for step, number in review["numbers"].items()}
    return Standing(ReviewState(review["state"]), ReviewStep(review["reached"]), act, numbers)


def reached_in(row: Document) -> ReviewStep:
    """The highest step that the report of a document has passed."""
    return ReviewStep(row.get("review", {}).get("reached", ReviewStep.RECORDED))


def counting_marks(rows: Iterable[Document], step: ReviewStep) -> Sequence[Mark]:
    """The marks of those reports in documents that have passed a step, corrected ones included:
    what `fold` takes.
    """
    steps = steps_from(step)
    return [mark_of(row) for row in rows if reached_in(row) in steps]
