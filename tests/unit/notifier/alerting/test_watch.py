"""What is heard of an item: in any order, any number of times."""

from datetime import date, timedelta
from itertools import permutations

import pytest

from contracts.words import DecisionAction
from notifier.alerting.watch import Watch, heard
from tests.unit.notifier.alerting.desk import MONDAY, planned, status
from tests.unit.notifier.given import report

HOUR = timedelta(hours=1)
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
    assert [one.percent for one in reports.recent] == [70, 50, 55, 40]
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
    assert [one.percent for one in watch.reports.recent] == [70, 60, 55, 40]
    assert watch.reports.percent_until(date(2026, 10, 31)) == 60


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
