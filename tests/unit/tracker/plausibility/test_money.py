"""Where SIPD says what was spent, reports are looked at with that, as of their days."""

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.unit.tracker.plausibility.facts import KNOWN, MONTH_ENDS, marks_of, said, spoke
from tracker.funding.funding import Funding
from tracker.plausibility.mark import PlausibilityRule, ReportFacts
from tracker.plausibility.money import with_sipd
from tracker.plausibility.wording import mark_words


def by_sipd(*rupiah: int | None) -> list[Funding]:
    """Up to the end of each month from January."""
    return [
        Funding(MONTH_ENDS[number], spent)
        for number, spent in enumerate(rupiah)
        if spent is not None
    ]


def blank(month: int, physical: float, **other: Any) -> ReportFacts:
    return said(month, physical, money=None, **other)


def known(*rupiah: int | None) -> Any:
    return replace(KNOWN, spent=by_sipd(*rupiah))


def test_a_blank_report_far_from_the_money_of_sipd_is_marked_and_says_whose_it_is() -> None:
    reports = [blank(7, 40.0), blank(8, 80.0)]
    assert spoke(reports) == {}
    ((mark,),) = marks_of(reports, known(*[None] * 6, 300_000, 350_000)).values()
    assert mark.rule is PlausibilityRule.SCISSORS
    assert mark.seen == {"physical": 80.0, "money": 35.0, "apart": 45.0, "sipd": "2026-08-31"}
    words = mark_words(mark)
    assert words.indonesian == "fisik 80 %, uang 35 % (SIPD, 31 Agustus 2026): berjauhan 45 poin"
    assert words.english == "physical 80 %, money 35 % (SIPD, 31 August 2026): 45 points apart"


def test_a_figure_that_comes_later_takes_a_mark_away() -> None:
    reports, july = [blank(7, 30.0), blank(8, 60.0)], [*[None] * 6, 300_000]
    assert spoke(reports, known(*july)) == {"r-08": ["scissors"]}
    assert spoke(reports, known(*july, 590_000)) == {}


@pytest.mark.parametrize(
    ("as_of", "money"),
    [
        (date(2026, 1, 30), None),  # January is not known up to this day
        (date(2026, 1, 31), 100),
        (date(2026, 2, 27), 100),
        (date(2026, 2, 28), 200),
        (date(2026, 3, 31), 200),  # March is not known; as of the end of the month before
        (date(2026, 4, 1), None),  # an older figure says nothing of April
        (date(2026, 5, 31), 500),
    ],
)
def test_the_money_is_that_of_the_reports_day(as_of: date, money: int | None) -> None:
    (found,) = with_sipd([blank(1, 5.0, as_of=as_of)], by_sipd(100, 200, None, None, 500))
    assert found.money == money
    assert (found.sipd is None) == (money is None)


def test_what_a_report_says_for_a_later_day_counts_instead() -> None:
    spent = by_sipd(100, 200, 300)
    mid = said(2, 5.0, key="tengah", as_of=date(2026, 2, 15), money=170)
    later = blank(2, 6.0, key="sesudah", as_of=date(2026, 2, 20))
    same_day = said(2, 7.0, money=1)
    after = blank(3, 8.0)
    found = with_sipd([mid, later, same_day, after], spent)
    assert [one.money for one in found] == [170, None, 200, 300]
    assert [bool(one.sipd) for one in found] == [False, False, True, True]


def test_falling_money_of_sipd_is_marked_once() -> None:
    reports = [blank(1, 20.0), blank(2, 21.0), blank(3, 22.0)]
    ((key, (mark,)),) = marks_of(reports, known(200_000, 150_000, 150_000)).items()
    assert (key, mark.rule) == ("r-02", PlausibilityRule.FALLING)
    assert mark.seen == {"money_before": 200_000, "money": 150_000, "sipd": "2026-02-28"}
    assert mark_words(mark).indonesian.endswith("menjadi Rp 150.000 (SIPD, 28 Februari 2026)")


def test_the_corridor_is_that_of_the_moneys_own_day() -> None:
    july = blank(7, 70.0)
    ((mark,),) = marks_of([july], known(*[None] * 5, 600_000)).values()
    assert mark.rule is PlausibilityRule.CORRIDOR
    assert mark.seen == {
        **{"money": 60.0, "low": 10, "high": 30},
        **{"as_of": "2026-06-30", "sipd": "2026-06-30"},
    }
    assert "Juni 2026 (SIPD, 30 Juni 2026); lazimnya 10 sampai 30 %" in mark_words(mark).indonesian


def test_neither_order_nor_repetition_of_reports_changes_the_marks() -> None:
    reports = [blank(month, 9.0 * month) for month in range(1, 11)]
    spent = known(*(30_000 * month for month in range(1, 11)))
    expected = marks_of(reports, spent)
    assert expected
    for seed in range(10):
        mixed = [*reports, *reports[:3]]
        random.Random(seed).shuffle(mixed)
        assert marks_of(mixed, spent) == expected
