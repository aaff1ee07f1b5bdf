"""The money of the year's curve is a plain recount of reports and of SIPD's figures, day by day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
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
from tracker.council.year_curve import FUNDED_MOST
from tracker.funding.documents import link_document
from tracker.funding.figure import SubActivity, month_end
from tracker.funding.funding import Funding
from tracker.funding.linked import Link
from tracker.items.documents import mark_document
from tracker.items.item import Item, change_to
from tracker.items.query import ItemQuery
from tracker.status.progress import Mark

MAKASSAR = ZoneInfo("Asia/Makassar")
YEAR = 2026
SENT = datetime(2027, 3, 1, tzinfo=UTC)
STEPS = list(ReviewStep)
SAME = [month_end(YEAR, month) for month in (3, 4)]
"""Days on which several reports, and SIPD's figures, may hold."""
DAYS = st.dates(date(YEAR - 1, 12, 1), date(YEAR + 1, 1, 20)) | st.sampled_from(SAME)
MONTHS = st.sampled_from([3, 4]) | st.integers(1, 12)


@dataclass
class Spending:
    """An item, its reports with the step each has reached, and by month what SIPD says."""

    item: Item
    said: list[tuple[Mark, ReviewStep]]
    sipd: Mapping[int, int]

    def on(self, day: date) -> int:
        """Rupiah spent at the end of the day, counted by hand."""
        least = STEPS.index(self.item.counts_from)
        passed = [mark for mark, step in self.said if STEPS.index(step) >= least]
        corrected = {mark.corrected for mark in passed}
        stated = [
            mark
            for mark in passed
            if mark.report_id not in corrected
            and mark.budget_realised is not None
            and mark.as_of <= day
        ]
        latest = max(stated, key=lambda mark: mark.order, default=None)
        months = [month for month in self.sipd if month_end(YEAR, month) <= day]
        if months and (latest is None or month_end(YEAR, max(months)) >= latest.as_of):
            return self.sipd[max(months)]
        return (latest.budget_realised or 0) if latest else 0


@st.composite
def spendings(draw: st.DrawFn) -> list[Spending]:
    found, keys = [], count(1)
    for number in range(draw(st.integers(1, 4))):
        plan = a_plan(
            item_id=f"UJI-{number}",
            start=date(YEAR, draw(st.integers(1, 12)), 1),
            due=date(YEAR, 12, 31),
            budget=draw(st.integers(0, 5_000)),
            cancelled=draw(st.integers(0, 5)) == 0,
        )
        said: list[tuple[Mark, ReviewStep]] = []
        for _ in range(draw(st.integers(0, 6))):
            corrected = draw(st.sampled_from(["", *(one.report_id for one, _ in said)]))
            money = draw(st.none() | st.integers(0, 9_000))
            at = NOON + timedelta(seconds=draw(st.integers(-3, 3)))
            mark = Mark(draw(DAYS), at, f"r-{next(keys)}", 10.0, money, corrected)
            said.append((mark, draw(st.sampled_from(STEPS))))
        sipd = draw(st.dictionaries(MONTHS, st.integers(0, 9_000), max_size=4))
        item = Item(plan, counts_from=draw(st.sampled_from(STEPS)))
        if sipd:
            last = max(sipd)
            item = Item(
                plan,
                counts_from=item.counts_from,
                funding=Funding(month_end(YEAR, last), sipd[last]),
            )
        found.append(Spending(change_to(None, item, NOON, RULES).after, said, sipd))
    return found


async def stored(kept: Keeping, all_of: Sequence[Spending]) -> None:
    await kept.holds([one.item for one in all_of])
    for name in ("reports", "funding_figures", "funding_links"):
        await kept.database[name].delete_many({})
    reports = [
        {"_id": mark.report_id, "item_id": one.item.item_id, **mark_document(mark)}
        | ({"review": {"reached": step.value}} if step is not ReviewStep.RECORDED else {})
        for one in all_of
        for mark, step in one.said
    ]
    figures = [
        {
            "_id": f"{one.item.item_id}/{month}",
            **{"agency": "DINKES", "code": one.item.item_id, "year": YEAR, "money": "spent"},
            **{"first": 1, "last": month, "rupiah": rupiah, "said_at": SENT, "file": "lra"},
        }
        for one in all_of
        for month, rupiah in one.sipd.items()
    ]
    links = [
        link_document(
            Link(SubActivity("DINKES", one.item.item_id), one.item.item_id, "pptk", SENT, YEAR),
            "kukar",
        )
        for one in all_of
        if one.sipd
    ]
    for name, rows in (
        ("reports", reports),
        ("funding_figures", figures),
        ("funding_links", links),
    ):
        if rows:
            await kept.database[name].insert_many(rows)


@settings(deadline=None)
@given(spendings(), st.integers(-60, 400))
async def test_every_point_is_what_a_plain_recount_gives(
    kept: Keeping, all_of: list[Spending], after: int
) -> None:
    await stored(kept, all_of)
    now = datetime(YEAR, 1, 1, 9, tzinfo=MAKASSAR) + timedelta(days=after)
    span = Span(YEAR, MAKASSAR, now)
    points = await a_curve(kept).points(ItemQuery(), span)
    counting = [one for one in all_of if not one.item.plan.cancelled]
    budget = sum(one.item.plan.budget for one in counting)
    assert len(points) == (len(span.days) if counting else 0)
    for point in points:
        spent = sum(one.on(point.day) for one in counting)
        known = budget and span.is_over(point.day)
        expected = pytest.approx(100 * spent / budget) if known else None
        assert point.money == expected, point.day


async def test_where_too_many_are_funded_there_is_progress_and_no_line_of_money(
    kept: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    funded = [
        Spending(
            change_to(
                None,
                Item(a_plan(item_id=f"UJI-{n}"), funding=Funding(date(YEAR, 5, 31), 900)),
                NOON,
                RULES,
            ).after,
            [],
            {5: 900},
        )
        for n in range(3)
    ]
    await stored(kept, funded)
    span = Span(YEAR, MAKASSAR, NOON)
    assert FUNDED_MOST > 3
    points = await a_curve(kept).points(ItemQuery(), span)
    assert [one.money for one in points if one.day == date(YEAR, 5, 31)] == [0.09]
    monkeypatch.setattr("tracker.council.year_curve.FUNDED_MOST", 2)
    points = await a_curve(kept).points(ItemQuery(), span)
    assert {one.money for one in points} == {None}
    assert points[-1].planned == 100


def a_spending(*said: Mark, sipd: Mapping[int, int]) -> Spending:
    """One item that counts every report."""
    funding = Funding(month_end(YEAR, max(sipd)), sipd[max(sipd)]) if sipd else None
    item = Item(a_plan(item_id="UJI-1", budget=1_000), funding=funding)
    reports = [(mark, ReviewStep.RECORDED) for mark in said]
    return Spending(change_to(None, item, NOON, RULES).after, reports, sipd)


MARCH, LATER = date(YEAR, 3, 31), NOON + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("spending", "percent"),
    [
        (a_spending(Mark(MARCH, NOON, "r", 10.0, 100), sipd={3: 300}), 30.0),  # of one day: SIPD's
        (a_spending(Mark(MARCH, NOON, "r", 10.0, 100), sipd={2: 300}), 10.0),
        # of one day and without SIPD: the report sent last, whatever its id
        (
            a_spending(*[Mark(MARCH, LATER, "a", 9, 70), Mark(MARCH, NOON, "b", 9, 50)], sipd={}),
            7.0,
        ),
        (
            a_spending(*[Mark(MARCH, NOON, "a", 9, 70), Mark(MARCH, LATER, "b", 9, None)], sipd={}),
            7.0,
        ),
    ],
)
async def test_of_one_day_counts_what_counts_for_the_item(
    kept: Keeping, spending: Spending, percent: float
) -> None:
    await stored(kept, [spending])
    points = await a_curve(kept).points(ItemQuery(), Span(YEAR, MAKASSAR, NOON))
    (march,) = [one for one in points if one.day == MARCH]
    assert march.money == percent == spending.on(MARCH) / 10
