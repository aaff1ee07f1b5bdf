import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.funding.figure import Figure, Money, SubActivity, month_end
from tracker.funding.funding import Funding, Linked, courses, spent_by_day
from tracker.funding.funding import funding_of as funding_by_year
from tracker.funding.lacks import lacking as lacking_by_year
from tracker.funding.months import up_to_months

ONE, TWO = SubActivity("DLHK", "2.11.03.2.01.0001"), SubActivity("DLHK", "2.11.03.2.01.0002")
AT = datetime(2027, 1, 5, tzinfo=UTC)
ZONE = "Asia/Makassar"
START = date(2026, 2, 1)


def spent(  # noqa: PLR0917 - months and money as in a row
    first: int, last: int, rupiah: int, of: SubActivity = ONE, year: int = 2026, day: int = 0
) -> Figure:
    at = AT + timedelta(days=day)
    return Figure(of, year, Money.SPENT, first, last, rupiah, at, f"berkas-{day}")


def always(*those: SubActivity) -> Linked:
    return dict.fromkeys(range(2024, 2028), those)


def funding_of(
    those: Sequence[SubActivity], figures: Iterable[Figure], start: date, zone: str
) -> Funding | None:
    return funding_by_year(always(*those), figures, start, zone)


def lacking(
    those: Sequence[SubActivity], figures: Sequence[Figure], start: date
) -> list[tuple[int, SubActivity | None]]:
    found = lacking_by_year(always(*those), figures, start, date(2026, 12, 31))
    return [(one.year, one.of) for one in found]


def rupiah(figures: Iterable[Figure]) -> dict[int, int]:
    return {month: one.rupiah for month, one in up_to_months(figures).items()}


@pytest.mark.parametrize(
    ("figures", "reached"),
    [
        ([spent(1, 4, 400)], {4: 400}),
        ([spent(1, 1, 10), spent(2, 2, 20), spent(3, 3, 5)], {1: 10, 2: 30, 3: 35}),
        ([spent(1, 1, 10), spent(3, 3, 5)], {1: 10}),  # February is not known
        ([spent(1, 3, 30), spent(4, 6, 12)], {3: 30, 6: 42}),  # quarters
        ([spent(1, 2, 31), spent(1, 1, 10), spent(2, 2, 20)], {1: 10, 2: 31}),
        ([spent(1, 2, 31), spent(1, 2, 29, day=3)], {2: 29}),  # the later file
        ([spent(4, 4, 400)], {}),
        ([spent(1, 3, 50), spent(1, 4, 40)], {3: 50, 4: 40}),  # corrected downwards
        ([spent(1, 5, 50), spent(1, 6, 2), spent(6, 6, 2, day=1)], {5: 50, 6: 52}),  # put right
        ([spent(6, 6, 2), spent(1, 5, 50), spent(1, 6, 55, day=1)], {5: 50, 6: 55}),
    ],
)
def test_months_add_up_only_where_each_is_known(
    figures: list[Figure], reached: dict[int, int]
) -> None:
    assert rupiah(figures) == reached


def test_neither_order_nor_repetition_of_figures_changes_anything() -> None:
    chance = random.Random(16)
    for _ in range(200):
        figures = [
            spent(
                first, chance.randint(first, 12), chance.randint(0, 900), day=chance.randint(0, 4)
            )
            for first in (1, 1, 1, *(chance.randint(1, 12) for _ in range(8)))
        ]
        other = chance.sample(figures, len(figures)) + chance.choices(figures, k=4)
        # of one file and the same months the last of equal ones is not told apart
        unique = {(one.first, one.last, one.file): one for one in figures}
        other = [one for one in other if unique[one.first, one.last, one.file] == one]
        assert rupiah(unique.values()) == rupiah(other)


def test_the_money_of_an_item_is_of_the_last_month_known_of_all_its_sub_activities() -> None:
    figures = [spent(1, 4, 100), spent(1, 5, 150), spent(1, 4, 7, TWO)]
    assert funding_of([ONE], figures, START, ZONE) == Funding(date(2026, 5, 31), 150)
    assert funding_of([ONE, TWO], figures, START, ZONE) == Funding(date(2026, 4, 30), 107)
    assert funding_of([], figures, START, ZONE) is None
    assert funding_of([ONE, SubActivity("DISHUB", ONE.code)], figures, START, ZONE) is None


def test_money_counts_as_of_no_day_that_has_not_come() -> None:
    early = datetime(2026, 6, 2, 17, tzinfo=UTC)  # 3 June in the region
    figures = [replace(spent(1, 6, 100), said_at=early)]
    assert funding_of([ONE], figures, START, ZONE) == Funding(date(2026, 6, 3), 100)


def test_a_sum_that_is_no_amount_of_money_is_none() -> None:
    assert funding_of([ONE], [spent(1, 6, -5)], START, ZONE) is None
    assert funding_of([ONE], [spent(1, 6, 2**53 + 1)], START, ZONE) is None


def test_a_year_before_has_to_be_whole() -> None:
    figures = [spent(1, 4, 100), spent(1, 11, 900, year=2025)]
    begun_before = date(2025, 3, 1)
    assert funding_of([ONE], figures, START, ZONE) == Funding(date(2026, 4, 30), 100)
    assert funding_of([ONE], figures, begun_before, ZONE) == Funding(date(2025, 11, 30), 900)
    assert lacking([ONE], figures, begun_before) == [(2025, ONE)]
    whole = [*figures, spent(1, 12, 950, year=2025)]
    assert funding_of([ONE], whole, begun_before, ZONE) == Funding(date(2026, 4, 30), 1050)
    assert lacking([ONE], whole, begun_before) == []


def test_what_lacks_is_named() -> None:
    assert lacking([ONE, TWO], [spent(1, 4, 100)], START) == [(2026, TWO)]
    assert lacking([ONE], [spent(4, 4, 100)], START) == [(2026, ONE)]
    assert lacking([ONE, TWO], [spent(1, 4, 1), spent(1, 3, 1, TWO)], START) == [(2026, TWO)]
    gap = [spent(1, 1, 1), spent(2, 2, 1), spent(4, 4, 1)]
    assert lacking([ONE], gap, START) == [(2026, ONE)], "March was not sent"
    assert lacking([ONE], [], START) == []


def test_the_planned_curve_stands_beside_what_was_spent() -> None:
    plan = [
        Figure(of, 2026, Money.PLANNED, month, month, 10 * month, AT, "rak")
        for of in (ONE, TWO)
        for month in range(1, 13)
    ]
    budget = [Figure(of, 2026, Money.BUDGET, 1, 12, 780, AT, "rak") for of in (ONE, TWO)]
    (course,) = courses(always(ONE, TWO), [*plan, *budget, spent(1, 2, 55), spent(1, 2, 1, TWO)])
    assert (course.year, course.budget) == (2026, 1560)
    assert course.planned[:3] == (20, 60, 120)
    assert course.planned[11] == 1560
    assert course.spent == (None, 56, *(None,) * 10)


def test_months_end() -> None:
    assert [month_end(2024, 2), month_end(2026, 12)] == [date(2024, 2, 29), date(2026, 12, 31)]


def test_what_was_spent_is_known_by_day_and_the_last_day_is_the_items() -> None:
    figures = [spent(1, 3, 30), spent(1, 6, 90), spent(1, 6, 80, TWO), spent(1, 3, 5, TWO)]
    figures += [spent(1, 4, 40)]
    found = spent_by_day(always(ONE, TWO), figures, START, ZONE)
    assert found == [Funding(date(2026, 3, 31), 35), Funding(date(2026, 6, 30), 170)]
    assert found[-1] == funding_of([ONE, TWO], figures, START, ZONE)
    assert spent_by_day({}, figures, START, ZONE) == []
    year = [*figures, spent(1, 12, 100), spent(1, 12, 50, TWO), spent(1, 1, 7, year=2027)]
    year += [spent(1, 1, 1, TWO, year=2027, day=40)]
    assert spent_by_day(always(ONE, TWO), year, START, ZONE)[-1].spent == 158
