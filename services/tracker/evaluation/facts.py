"""What a pack is made of. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts import EvidenceAdded, StatusChanged
from contracts.calendar import ReviewStep
from tracker.decisions.decision import Decision
from tracker.index.region_index import RegionIndex
from tracker.items.item import Item
from tracker.review.review import Reached, steps_from
from tracker.status.progress import Mark

ITEMS_MOST = 5_000
ROWS_MOST = 10_000
"""Of evidence, of changes of status, of minutes: what is beyond is named as left out."""


@dataclass(frozen=True, slots=True)
class PackItem:
    """An item, the percent that its signed reports say, its first report that counts, and whether
    evidence that is asked for is missing.
    """

    item: Item
    signed: float
    first: Mark | None
    is_unproven: bool


@dataclass(frozen=True, slots=True)
class Versions:
    """Of the rules by which the figures of a pack were made."""

    status: str
    proof: str


@dataclass(frozen=True, slots=True)
class PackFacts:
    """What a region's items are as of an instant; `minutes`: the decisions that have a file of
    their minutes. `cut`: names of tables of which there is more
    than is read.
    """

    index: RegionIndex
    as_of: datetime
    items: Sequence[PackItem]
    evidence: Sequence[EvidenceAdded]
    history: Sequence[StatusChanged]
    minutes: Sequence[Decision]
    cut: Sequence[str]
    versions: Versions


def first_counting(reports: Iterable[Reached], step: ReviewStep) -> Mark | None:
    """The first report that counts, of those that have passed a step; None where there is none."""
    steps = steps_from(step)
    marks = [mark for mark, passed in reports if passed in steps]
    corrected = {mark.corrected for mark in marks}
    counting = (mark for mark in marks if mark.report_id not in corrected)
    return min(counting, key=lambda mark: mark.order, default=None)
