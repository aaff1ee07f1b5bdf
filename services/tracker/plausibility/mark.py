"""A mark on a report: which rule, and what it saw, in figures. Pure.

A mark says that a report is worth a look, never that it is wrong.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from contracts import PlanItemPublished
from contracts.calendar import Calendar
from tracker.funding.funding import Funding
from tracker.status.progress import Order

Figure = float | int | str
FINDING = 16
"""Characters that stand for what a mark saw."""


class PlausibilityRule(StrEnum):
    """What is looked for."""

    FALLING = "falling"
    SCISSORS = "scissors"
    LAST_HOUR = "last-hour"
    SAME_SITTING = "same-sitting"
    ROUND_FIGURES = "round-figures"
    SAME_WORDS = "same-words"
    CORRIDOR = "corridor"
    NO_EVIDENCE = "no-evidence"
    UNUSUAL_STEP = "unusual-step"


class PlausibilityMark(NamedTuple):
    """A rule that spoke, with the figures that it saw; `limits` stands for the limits by which it
    spoke (`rule_set.limits_key`), "" where they are not known.
    """

    rule: PlausibilityRule
    seen: Mapping[str, Figure]
    limits: str = ""

    @property
    def finding(self) -> str:
        """The same for the same rule, limits and figures: what one who dismisses it has seen."""
        seen = {n: f if isinstance(f, str) else float(f) for n, f in self.seen.items()}
        told = json.dumps([self.rule, self.limits, seen], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:FINDING]


class ReportFacts(NamedTuple):
    """What the rules need of a report. `money` is None where it says none, `words` are all its
    texts; `corrected` is the key of the report that it corrects. `sipd` is the day up to which SIPD
    says the money; None where the report says it itself.
    """

    key: str
    item_id: str
    agency: str
    as_of: date
    submitted_at: datetime
    received_at: datetime
    submitted_by: str
    physical_percent: float
    money: int | None
    words: str = ""
    corrected: str = ""
    sipd: date | None = None

    @property
    def order(self) -> Order:
        """The order in which an item's reports count."""
        return self.as_of, self.submitted_at, self.key


NO_PROOF: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a report's item: its plan, the keys of its reports that have evidence, the
    calendar of its region, if there is one, and what SIPD says was spent by day, the oldest first.
    """

    plan: PlanItemPublished
    proof: Set[str] = NO_PROOF
    calendar: Calendar | None = None
    spent: Sequence[Funding] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A report after those before it that count, the oldest first, and what is known."""

    report: ReportFacts
    before: Sequence[ReportFacts]
    known: Known

    @property
    def previous(self) -> ReportFacts | None:
        """The report before it."""
        return self.before[-1] if self.before else None

    @property
    def previous_with_money(self) -> ReportFacts | None:
        """The latest before it that says what was spent."""
        return next((one for one in reversed(self.before) if one.money is not None), None)


def words_of(*texts: str) -> str:
    """The texts of a report as they are compared: without case and spaces."""
    return " ".join(" ".join(texts).casefold().split())
