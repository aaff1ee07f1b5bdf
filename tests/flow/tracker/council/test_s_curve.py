"""The curve that MongoDB sums is the rule's, item by item and day by day."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.calendar import ReviewStep
from tests.flow.tracker.council.test_overview import a_curve
from tests.flow.tracker.keeping import Keeping
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import NOON, a_plan
from tracker.council.s_curve import Span
from tracker.items.documents import mark_document
from tracker.items.item import Item, change_to
from tracker.items.query import ItemQuery
from tracker.status.progress import Mark
from tracker.status.status import course_of

MAKASSAR = ZoneInfo("Asia/Makassar")
DAYS = st.dates(date(2025, 11, 1), date(2027, 1, 20))
SAME = st.sampled_from([date(2026, 3, 31), date(2026, 4, 1)])
"""Days on which several reports may hold: the one sent last counts."""
STEPS = list(ReviewStep)
Said = tuple[Mark, ReviewStep]


@st.composite
def reported(draw: st.DrawFn) -> list[tuple[Item, list[Said]]]:
    """Items with reports that reached some step, some corrected by others."""
    found, keys = [], count(1)
    for number in range(draw(st.integers(1, 4))):
        start = draw(DAYS)
        plan = a_plan(
            item_id=f"UJI-{number}",
            start=start,
            due=start + timedelta(days=draw(st.integers(0, 400))),
            weight=draw(st.floats(0.5, 9)),
            cancelled=draw(st.integers(0, 5)) == 0,
        )
        said: list[Said] = []
        for _ in range(draw(st.integers(0, 6))):
            mark = Mark(
                draw(DAYS | SAME),
                NOON + timedelta(seconds=draw(st.integers(-3, 3))),
                f"r-{next(keys)}",
                draw(st.floats(0, 100)),
                None,
                draw(st.sampled_from([one.report_id for one, _ in said] or [""])),
            )
            said.append(
                (
                    mark._replace(corrected=draw(st.sampled_from(["", mark.corrected]))),
                    draw(st.sampled_from(STEPS)),
                )
            )
        item = Item(plan, counts_from=draw(st.sampled_from(STEPS)))
        found.append((change_to(None, item, NOON, RULES).after, said))
    return found


def by_the_rule(
    items: Sequence[tuple[Item, list[Said]]], span: Span, day: date
) -> tuple[float, float]:
    """Planned and actual percent at the end of a day."""
    sums: dict[str, float] = defaultdict(float)
    for item, said in items:
        if item.plan.cancelled:
            continue
        counting = [mark for mark, step in said if counts(mark, step, said, item.counts_from)]
        latest = max((m for m in counting if m.as_of <= day), key=lambda m: m.order, default=None)
        sums["weight"] += item.plan.weight
        sums["planned"] += item.plan.weight * course_of(item.plan).curve.at(span.instant(day))
        sums["actual"] += item.plan.weight * (latest.physical_percent if latest else 0)
    return sums["planned"] / sums["weight"], sums["actual"] / sums["weight"]


def counts(mark: Mark, step: ReviewStep, said: list[Said], least: ReviewStep) -> bool:
    """Whether a report has reached the step, and none that has corrects it."""
    passed = [one for one, reached in said if STEPS.index(reached) >= STEPS.index(least)]
    return STEPS.index(step) >= STEPS.index(least) and mark.report_id not in {
        one.corrected for one in passed
    }


@settings(deadline=None)
@given(reported(), st.integers(-60, 365))
async def test_every_point_is_what_the_rule_says(
    kept: Keeping, items: list[tuple[Item, list[Said]]], after: int
) -> None:
    await kept.holds([item for item, _ in items])
    await kept.reports.delete_many({})
    rows = [
        {"_id": mark.report_id, "item_id": item.item_id, **mark_document(mark)}
        | ({"review": {"reached": step.value}} if step is not ReviewStep.RECORDED else {})
        for item, said in items
        for mark, step in said
    ]
    if rows:
        await kept.reports.insert_many(rows)
    now = datetime(2026, 1, 1, 9, tzinfo=MAKASSAR) + timedelta(days=after)
    span = Span(2026, MAKASSAR, now)
    points = await a_curve(kept).points(ItemQuery(), span)
    if all(item.plan.cancelled for item, _ in items):
        assert points == ()
        return
    assert [one.day for one in points] == span.days
    for one in points:
        planned, actual = by_the_rule(items, span, one.day)
        assert one.planned == pytest.approx(planned, abs=1e-6)
        assert one.actual == (pytest.approx(actual, abs=1e-6) if span.is_over(one.day) else None)
