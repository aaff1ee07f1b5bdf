"""An item as it stood at the ends of past days, beside a plain recount of its reports."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import ReviewStep
from tests.unit.tracker.plans import NOON, a_mark, a_plan
from tracker.evidence.proof import ProofRule, ProofRules
from tracker.funding.funding import Funding
from tracker.history.past_item import PastItem
from tracker.items.item import Item
from tracker.review.review import Reached
from tracker.status.curve import end_of
from tracker.status.progress import Mark
from tracker.summary.sums import Sums

ZONE = ZoneInfo("Asia/Makassar")
FIRST = date(2026, 2, 27)
DAYS = [FIRST + timedelta(days=number) for number in range(9)]
ENDS = [end_of(day, ZONE) for day in DAYS]
STEPS = list(ReviewStep)
RULES = ProofRules(version="1", source="uji", default=ProofRule(from_percent=60))
SAID = st.integers(-3, 12).map(lambda after: FIRST + timedelta(days=after))


@st.composite
def reached(draw: st.DrawFn) -> list[Reached]:
    """Reports of days before, within and after `DAYS`, at some step, some correcting another."""
    found: list[Reached] = []
    for number in range(draw(st.integers(0, 7))):
        mark = Mark(
            draw(SAID),
            NOON + timedelta(seconds=draw(st.integers(-2, 2))),
            f"r-{number}",
            draw(st.sampled_from([0.0, 25.5, 70.0, 100.0])),
            draw(st.none() | st.integers(0, 10**12)),
            draw(st.sampled_from([""] + [one.report_id for one, _ in found])),
        )
        found.append((mark, draw(st.sampled_from(STEPS))))
    return found


def days_of(item: Item, said: Sequence[Reached], spent: Sequence[Funding] = ()) -> list[Sums]:
    sums = [Sums() for _ in DAYS]
    PastItem(item, said, spent, RULES).add_to(sums, DAYS, ENDS)
    return sums


def recount(said: Sequence[Reached], least: ReviewStep, day: date) -> tuple[float, int]:
    """Percent and rupiah, as one would count them on paper."""
    those = [mark for mark, step in said if STEPS.index(step) >= STEPS.index(least)]
    gone = {mark.corrected for mark in those}
    until = [mark for mark in those if mark.report_id not in gone and mark.as_of <= day]
    until.sort(key=lambda mark: (mark.as_of, mark.submitted_at, mark.report_id))
    money = [mark.budget_realised for mark in until if mark.budget_realised is not None]
    return (until[-1].physical_percent if until else 0.0), (money[-1] if money else 0)


@given(reached(), st.sampled_from(STEPS), st.floats(0.5, 9))
def test_every_day_is_what_its_reports_say(
    said: list[Reached], counts_from: ReviewStep, weight: float
) -> None:
    plan = a_plan(weight=weight, start=date(2026, 1, 1), due=date(2026, 4, 10))
    found = days_of(Item(plan, counts_from=counts_from), said)
    begins, ends = datetime(2026, 1, 1, tzinfo=ZONE), datetime(2026, 4, 11, tzinfo=ZONE)
    for day, end, sums in zip(DAYS, ENDS, found, strict=True):
        percent, money = recount(said, counts_from, day)
        assert sums.weight == weight
        assert sums.weight_planned == pytest.approx(weight * ((end - begins) / (ends - begins)))
        assert sums.weight_done == pytest.approx(weight * percent / 100)
        for step, told in ((STEPS[1], "weight_done_verified"), (STEPS[2], "weight_done_signed")):
            expected = weight * recount(said, step, day)[0] / 100
            assert getattr(sums, told) == pytest.approx(expected)
        signed = recount(said, STEPS[2], day)[0]
        assert sums.weight_done_is_signed == pytest.approx(weight * min(percent, signed) / 100)
        assert sums.budget == plan.budget
        assert sums.budget_realised == money


def test_what_sipd_says_counts_from_its_day_until_a_report_of_a_later_day() -> None:
    said = [
        (a_mark(10, DAYS[1], report_id="a", money=100), ReviewStep.RECORDED),
        (a_mark(20, DAYS[5], report_id="b", money=700), ReviewStep.RECORDED),
    ]
    spent = [Funding(DAYS[3], 300), Funding(DAYS[5], 500), Funding(DAYS[7], 900)]
    found = days_of(Item(a_plan()), said, spent)
    assert [sums.budget_realised for sums in found] == [0, 100, 100, 300, 300, 500, 500, 900, 900]


def test_what_has_no_evidence_is_not_proven() -> None:
    numbers = count()
    said = [
        (a_mark(percent, DAYS[day], report_id=f"r{next(numbers)}"), ReviewStep.RECORDED)
        for day, percent in ((1, 50), (3, 100), (5, 100), (7, 80))
    ]
    found = days_of(Item(a_plan(), proof=frozenset({"r1"})), said)
    proven = [round(sums.weight_done_proven, 6) for sums in found]
    assert proven == [0, 0.5, 0.5, 1, 1, 1, 1, 0, 0]


def test_what_was_cancelled_adds_nothing() -> None:
    said = [(a_mark(10, DAYS[1], money=100), ReviewStep.RECORDED)]
    assert days_of(Item(a_plan(cancelled=True)), said) == [Sums() for _ in DAYS]
