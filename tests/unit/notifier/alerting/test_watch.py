"""What is heard of an item: in any order, any number of times."""

from datetime import date, timedelta
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from contracts import ProgressRecorded
from contracts.words import DecisionAction
from notifier.alerting.documents import watch_document, watch_of
from notifier.alerting.reports import Reports, Said
from notifier.alerting.watch import Watch, heard
from tests.unit.notifier.alerting.desk import MONDAY, planned, status
from tests.unit.notifier.given import report

HOUR = timedelta(hours=1)


def counting(reports: Reports) -> list[Said]:
    """Those of the newest that count."""
    gone = {one.report_id for one in reports.corrected}
    return [one for one in reports.newest if one.report_id not in gone]


REPORTS = [
    report(40, MONDAY, as_of=date(2026, 9, 30)),
    report(55, MONDAY + HOUR, as_of=date(2026, 10, 31)),
    report(50, MONDAY + 2 * HOUR, as_of=date(2026, 10, 31)),
    report(70, MONDAY + 3 * HOUR, as_of=date(2026, 11, 20)),
]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_reports_are_the_same_in_any_order_and_again(order: tuple[int, ...]) -> None:
    watch = Watch("QW-01")
    for place in (*order, *order):
        watch = heard(watch, REPORTS[place])
    reports = watch.reports
    assert [one.percent for one in reports.newest] == [70, 50, 55, 40]
    assert reports.percent_until(date(2026, 10, 1)) == 50
    assert reports.percent_until(date(2026, 8, 31)) == 0
    assert reports.about(date(2026, 9, 1), date(2026, 9, 30))
    assert not reports.about(date(2026, 8, 1), date(2026, 8, 31))


@pytest.mark.parametrize("order", list(permutations(range(5))))
def test_a_corrected_report_does_not_count_whenever_it_comes(order: tuple[int, ...]) -> None:
    wrong = REPORTS[2]
    correction = report(60, MONDAY + 4 * HOUR, as_of=date(2026, 10, 31)).model_copy(
        update={"corrects": wrong.report_id}
    )
    everything = [*REPORTS, correction]
    watch = Watch("QW-01")
    for place in order:
        watch = heard(watch, everything[place])
    assert [one.percent for one in counting(watch.reports)] == [70, 60, 55, 40]
    assert watch.reports.percent_until(date(2026, 10, 31)) == 60


@some.composite
def histories(draw: some.DrawFn) -> list[ProgressRecorded]:
    """Reports in the order in which they were recorded, of which some correct an earlier one and
    say another day.
    """
    made: list[ProgressRecorded] = []
    for number in range(draw(some.integers(1, 40))):
        as_of = date(2026, 1, 15) + timedelta(days=draw(some.integers(0, 200)))
        one = report(draw(some.integers(0, 100)), MONDAY + number * HOUR, as_of=as_of)
        if made and draw(some.integers(0, 3)) == 0:
            one = one.model_copy(update={"corrects": draw(some.sampled_from(made)).report_id})
        made.append(one)
    return made


@given(histories(), some.randoms(use_true_random=False))
def test_reports_read_again_change_nothing_and_say_what_a_plain_reading_does(
    history: list[ProgressRecorded], dice: Random
) -> None:
    watch = Watch("QW-01")
    for one in history:
        watch = heard(watch, one)
    again = watch
    for one in [*history, *dice.sample(history, len(history))]:
        again = heard(again, one)
    assert again == watch
    gone = {one.corrects for one in history if one.corrects}
    left = [Said.of(one) for one in history if one.report_id not in gone]
    left.sort(key=lambda one: one.order, reverse=True)
    reports, in_doubt = watch.reports, len(gone) > 9
    if not in_doubt:
        assert (reports.latest, reports.previous) == (*left, None, None)[:2]
    for month in {one.as_of.replace(day=1) for one in map(Said.of, history)}:
        those = [one for one in history if one.as_of.replace(day=1) == month]
        if sum(one.report_id in gone for one in those) < 3:
            is_there = any(one.as_of.replace(day=1) == month for one in left)
            assert reports.about(month, month) == is_there
    assert watch_of(watch_document(watch, is_open=True)) == watch


def test_the_newest_plan_says_whose_it_is_and_when_it_is_due() -> None:
    watch = heard(Watch("QW-01"), status("late", 1, MONDAY))
    watch = heard(watch, planned(version=2, agency="DPMD", due=date(2027, 1, 31)))
    assert heard(watch, planned(version=1)) is watch
    facts = watch.facts
    assert facts is not None
    assert (facts.agency, facts.due, facts.to_status) == ("DPMD", date(2027, 1, 31), "late")


def test_a_report_after_the_status_change_is_what_is_told() -> None:
    watch = heard(Watch("QW-01"), status("late", 1, MONDAY))
    watch = heard(watch, report(88, MONDAY + HOUR, as_of=date(2026, 11, 22)))
    facts = watch.facts
    assert facts is not None
    assert (facts.actual_percent, facts.deviation) == (88, -12)
    assert facts.last_report == date(2026, 11, 22)


@pytest.mark.parametrize(("received", "told"), [(0, 70), (1, 88)])
def test_of_two_reports_of_one_day_the_one_after_the_status_change_is_told(
    received: int, told: float
) -> None:
    day = date(2026, 11, 22)
    change = status("late", 1, MONDAY, last_report=day)
    watch = heard(heard(Watch("QW-01"), change), report(88, MONDAY + received * HOUR, as_of=day))
    facts = watch.facts
    assert facts is not None
    assert facts.actual_percent == told


def test_the_words_of_a_decisions_actions_are_those_that_are_followed() -> None:
    assert [one.value for one in DecisionAction] == ["decided", "done", "taken_back"]
