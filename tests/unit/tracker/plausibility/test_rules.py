"""Each rule speaks on its kind, and not on what only looks like it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import Calendar, Extension, PeriodKind, PeriodRule
from tests.unit.tracker.plans import a_plan
from tests.unit.tracker.plausibility.facts import KNOWN, ZONE, marks_of, said, spoke
from tracker.plausibility.mark import Known, ReportFacts, words_of
from tracker.plausibility.wording import mark_words

STEADY = [said(month, month * 7.3) for month in range(1, 9)]
CALENDAR = Calendar(
    time_zone="Asia/Makassar",
    begins=date(2026, 1, 1),
    periods=(PeriodRule(kind=PeriodKind.MONTH, on_time_days=3, window_days=5),),
)
WINDOW_ENDS = datetime(2026, 6, 6, 0, 0, tzinfo=ZONE)
"""Of May: five working days after the 31st, which is a Sunday."""


def sentence(reports: list[ReportFacts], known: Known = KNOWN) -> str:
    """What the only mark of the reports says."""
    ((mark,),) = marks_of(reports, known).values()
    return mark_words(mark).indonesian


def test_a_steady_item_has_no_marks() -> None:
    assert marks_of(STEADY) == {}


def test_a_cumulative_figure_that_falls_is_marked_with_both_figures() -> None:
    reports = [said(1, 20.0), said(2, 12.5, money=180_000)]
    assert sentence(reports) == "fisik turun dari 20 % menjadi 12,5 %"
    money = [said(1, 20.0), said(2, 21.0, money=90_000)]
    assert sentence(money) == "uang turun dari Rp 180.000 menjadi Rp 90.000"


@pytest.mark.parametrize(
    "second",
    [
        said(2, 12.5, corrected="r-01"),  # it corrects that one
        said(2, 12.5, corrected="r-00"),  # it corrects another one
        said(2, 19.5, money=179_000),  # half a point
        said(2, 21.0, money=None),  # no figure is no fall
    ],
)
def test_a_correction_a_little_less_and_no_figure_are_no_fall(second: ReportFacts) -> None:
    assert marks_of([said(1, 20.0), second]) == {}


def test_what_was_corrected_counts_no_longer() -> None:
    corrected, correction = said(1, 60.0, key="x"), said(1, 6.0, key="y", corrected="x")
    assert marks_of([corrected, correction, said(2, 12.0)]) == {}


def test_physical_far_from_money_is_marked_when_the_scissors_open() -> None:
    opened = [said(3, 21.0), said(4, 80.0, money=350_000), said(5, 82.0, money=360_000)]
    assert spoke(opened) == {"r-04": ["scissors"]}
    assert sentence(opened) == "fisik 80 %, uang 35 %: berjauhan 45 poin"


def test_the_scissors_are_marked_again_when_they_are_twice_as_wide() -> None:
    reports = [said(8, 35.0), said(9, 60.0, money=340_000), said(10, 92.0, money=410_000)]
    assert spoke(reports) == {"r-09": ["scissors"], "r-10": ["scissors"]}


@pytest.mark.parametrize(
    ("physical", "money"),
    [
        (100.0, 780_000),  # a contract below its budget
        (5.0, 200_000),  # an advance payment
        (80.0, None),  # no figure
    ],
)
def test_what_is_saved_paid_in_advance_or_not_said_is_no_scissors(
    physical: float, money: int | None
) -> None:
    report = said(12 if physical == 100 else 7, physical, money=money)
    assert spoke([report], replace(KNOWN, proof={report.key})) == {}


def test_an_item_without_budget_has_no_scissors() -> None:
    assert marks_of([said(4, 80.0, money=350_000)], Known(a_plan(budget=0))) == {}


def last_hour(**before: float) -> ReportFacts:
    return said(5, 40.0, received_at=WINDOW_ENDS - timedelta(**before))


def test_a_jump_in_the_last_hour_of_the_window_is_marked() -> None:
    known = replace(KNOWN, calendar=CALENDAR)
    reports = [said(4, 10.0), last_hour(minutes=12)]
    assert sentence(reports, known) == "naik 30 poin, dikirim 12 menit sebelum batas Mei 2026"


@pytest.mark.parametrize(
    ("reports", "calendar"),
    [
        ([said(4, 10.0), last_hour(minutes=61)], CALENDAR),
        ([said(4, 10.0), last_hour(minutes=-1)], CALENDAR),  # after it
        ([said(4, 35.0), last_hour(minutes=12)], CALENDAR),  # no jump
        ([last_hour(minutes=12)], CALENDAR),  # the first report
        ([said(4, 10.0), last_hour(minutes=12)], None),
    ],
)
def test_what_comes_in_time_or_steps_as_usual_is_no_last_hour(
    reports: list[ReportFacts], calendar: Calendar | None
) -> None:
    assert spoke(reports, replace(KNOWN, calendar=calendar)) == {}


def test_the_last_hour_is_that_of_the_agencys_own_extension() -> None:
    told: dict[str, Any] = {"kind": PeriodKind.MONTH, "first": date(2026, 5, 1)}
    later = Extension(
        agency="DINKES",
        until=date(2026, 6, 20),
        reason="banjir",
        granted_by="bappeda",
        granted_at=datetime(2026, 6, 1, tzinfo=ZONE),
        **told,
    )
    extended = replace(KNOWN, calendar=CALENDAR.model_copy(update={"extensions": (later,)}))
    assert spoke([said(4, 10.0), last_hour(minutes=12)], extended) == {}
    at_end = said(5, 40.0, received_at=datetime(2026, 6, 20, 23, 50, tzinfo=ZONE))
    assert spoke([said(4, 10.0), at_end], extended) == {"r-05": ["last-hour"]}


def test_round_figures_only_are_marked_at_every_sixth() -> None:
    fives = [said(month, month * 5.0) for month in range(1, 12)]
    assert spoke(fives) == {"r-06": ["round-figures"]}
    assert sentence(fives) == "6 laporan berturut-turut, semuanya kelipatan 5"


def test_one_figure_between_or_one_that_stays_is_no_round_figure() -> None:
    assert marks_of([said(month, month * 5.0 + (month == 3)) for month in range(1, 8)]) == {}
    assert marks_of([said(month, 30.0) for month in range(5, 13)][:6]) == {}


LONG = words_of("Pekerjaan fisik berjalan, dokumentasi tersimpan di dinas.", "", "Dilanjutkan.")


def test_the_same_words_for_the_third_time_are_marked() -> None:
    reports = [said(month, month * 7.3, words=LONG) for month in range(1, 6)]
    assert spoke(reports) == {"r-03": ["same-words"]}
    assert (
        sentence(reports) == "kata-kata sama persis 3 laporan berturut-turut, sejak 31 Januari 2026"
    )


@pytest.mark.parametrize("words", [["lancar"] * 3, [LONG, LONG + " lagi", LONG], [LONG] * 2])
def test_short_words_other_words_and_words_said_twice_are_not_marked(words: list[str]) -> None:
    reports = [said(month, month * 7.3, words=one) for month, one in enumerate(words, 1)]
    assert marks_of(reports) == {}


def test_case_and_spaces_make_no_other_words() -> None:
    assert words_of("Berjalan  lancar\n", "", "") == words_of("berjalan", "LANCAR", "")


def test_money_outside_the_months_corridor_is_marked_when_it_leaves_it() -> None:
    reports = [
        said(2, 10.0),
        said(4, 55.0, money=500_000),
        said(5, 58.0, money=520_000),
        said(12, 60.0, money=420_000, corrected="r-99"),
    ]
    assert spoke(reports) == {"r-04": ["corridor"], "r-12": ["corridor"]}
    assert mark_words(marks_of(reports)["r-04"][0]).indonesian == (
        "uang 50 % dari pagu pada April 2026; lazimnya 5 sampai 10 %"
    )


@pytest.mark.parametrize(
    "days",
    [
        {"start": date(2026, 3, 1)},  # begins in the year
        {"due": date(2027, 12, 31)},  # goes on
        {"start": date(2025, 1, 1)},
        {"budget": 0},
        {},  # 33 of 10 percent is tolerated
    ],
)
def test_the_corridor_is_that_of_items_that_run_one_whole_year(days: dict[str, Any]) -> None:
    money = 500_000 if days else 330_000
    assert "corridor" not in spoke([said(4, 45.0, money=money)], Known(a_plan(**days))).get(
        "r-04", ()
    )


def test_a_hundred_percent_without_evidence_is_marked_once_until_it_is_proven() -> None:
    reports = [*STEADY, said(9, 100.0, money=600_000 + 200_000), said(10, 100.0, money=800_000)]
    assert "no-evidence" in spoke(reports)["r-09"]
    assert "r-10" not in spoke(reports)
    assert sentence([said(7, 100.0, money=800_000)], Known(a_plan(budget=0))) == (
        "fisik 100 %, belum ada bukti"
    )


def test_a_hundred_percent_with_evidence_is_not_marked() -> None:
    done = said(7, 100.0, money=800_000)
    assert spoke([done], Known(a_plan(budget=0), proof={done.key})) == {}


def test_a_step_far_from_the_items_own_is_marked() -> None:
    slow = [said(month, month * 2.1) for month in range(1, 9)]
    jumped = [*slow, said(9, 60.0)]
    assert spoke(jumped) == {"r-09": ["unusual-step"]}
    assert sentence(jumped) == "naik 43,2 poin, biasanya 2,1 poin"


def test_the_plans_own_step_is_not_unusual() -> None:
    steps = [{"name": "Pengadaan", "due": date(2026, 8, 31), "weight": 20}]
    steps.append({"name": "Pemasangan", "due": date(2026, 9, 30), "weight": 60})
    known = Known(a_plan(milestones=steps))
    slow = [said(month, month * 2.1) for month in range(1, 9)]
    assert spoke([*slow, said(9, 70.0)], known) == {}


def test_a_few_steps_say_nothing_of_what_is_usual() -> None:
    few = [said(month, month * 2.1) for month in range(1, 6)]
    assert marks_of([*few, said(6, 50.0)]) == {}


@st.composite
def histories(draw: st.DrawFn) -> list[ReportFacts]:
    count = draw(st.integers(1, 24))
    found = []
    for number in range(count):
        month = draw(st.integers(1, 12))
        corrected = draw(st.sampled_from(["", f"r-{number - 1}"]))
        found.append(
            said(
                month,
                float(draw(st.sampled_from([0, 5, 10, 15, 33, 60, 80, 100]))),
                key=f"r-{number}",
                money=draw(st.sampled_from([None, 0, 100_000, 900_000])),
                words=draw(st.sampled_from(["", LONG])),
                corrected=corrected,
            )
        )
    return found


@given(histories(), st.randoms(use_true_random=False))
def test_any_order_of_arrival_and_any_repetition_gives_the_same_marks(
    history: list[ReportFacts], chance: Any
) -> None:
    known = replace(KNOWN, calendar=CALENDAR)
    shuffled = [*history, *history[: len(history) // 2]]
    chance.shuffle(shuffled)
    assert marks_of(shuffled, known) == marks_of(history, known)
