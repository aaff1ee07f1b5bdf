from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.unit.tracker.plans import NOON, a_plan, a_report
from tracker.reporting.refusals import refusals
from tracker.reporting.report import own_key


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"physical_percent": 140.0}, "physical_percent", "percent-out-of-range"),
        ({"physical_percent": -0.1}, "physical_percent", "percent-out-of-range"),
        ({"as_of": date(2026, 6, 16)}, "as_of", "as-of-in-future"),
        ({"as_of": date(2025, 12, 31)}, "as_of", "as-of-before-plan"),
        ({"budget_realised": -1}, "budget_realised", "money-below-zero"),
        ({"agency": "DISKOMINFO"}, "item_id", "unknown-item"),
        ({"region": "paser"}, "item_id", "unknown-item"),
        ({"budget_realised": 2**53 + 1}, "budget_realised", "less-than-equal"),
        ({"budget_realised": 10**30}, "budget_realised", "less-than-equal"),
        ({"note": "x" * 4001}, "note", "string-too-long"),
        ({"obstacle": "x" * 4001}, "obstacle", "string-too-long"),
        ({"follow_up": "x" * 4001}, "follow_up", "string-too-long"),
        ({"submitted_at": datetime(1999, 12, 31, tzinfo=UTC)}, "submitted_at", "date-out-of-range"),
    ],
)
def test_a_report_is_refused_with_the_field_that_is_wrong(
    wrong: dict[str, Any], field: str, code: str
) -> None:
    (fault,) = refusals(a_report(**wrong), a_plan(), NOON)
    assert (fault.field, fault.code) == (field, code)


@pytest.mark.parametrize(
    "edge",
    [
        {"physical_percent": 0.0},
        {"physical_percent": 100.0},
        {"as_of": date(2026, 1, 1)},
        {"budget_realised": 0},
        {"budget_realised": 2**53},
        {"budget_realised": None},
        {"note": "x" * 4000},
    ],
)
def test_the_edges_of_what_may_be_reported_are_inside(edge: dict[str, Any]) -> None:
    assert refusals(a_report(**edge), a_plan(), NOON) == ()


def test_today_is_today_where_the_item_is() -> None:
    just_after_midnight_in_wita = datetime(2026, 6, 15, 16, 30, tzinfo=UTC)
    report = a_report(as_of=date(2026, 6, 16))
    assert refusals(report, a_plan(), just_after_midnight_in_wita) == ()


def test_everything_that_is_wrong_is_said_at_once() -> None:
    report = a_report(physical_percent=101.0, as_of=date(2027, 1, 1), budget_realised=-5)
    codes = {fault.code for fault in refusals(report, a_plan(), NOON)}
    assert codes == {"percent-out-of-range", "as-of-in-future", "money-below-zero"}


def test_a_report_about_nothing_we_know_says_only_that() -> None:
    (fault,) = refusals(a_report(physical_percent=900.0), None, NOON)
    assert fault.code == "unknown-item"


def test_a_cancelled_item_takes_no_reports() -> None:
    (fault,) = refusals(a_report(), a_plan(cancelled=True), NOON)
    assert fault.code == "item-cancelled"


def test_a_clock_that_runs_ahead_does_not_put_its_report_in_front() -> None:
    report = a_report(submitted_at=NOON + timedelta(days=900))
    assert report.mark(NOON).submitted_at == NOON


def test_fingerprints_outlive_a_release() -> None:
    """A report that was stored before is known again when it is sent again."""
    assert a_report().fingerprint == "09ad77b1d9bf33de29192f92e4c33a4a"
    assert a_report(budget_realised=None).former_fingerprint == "7da510ebea132c9b76f8fa46bb23f087"
    assert a_report(budget_realised=0).fingerprint == "7da510ebea132c9b76f8fa46bb23f087"
    assert a_report(budget_realised=None).fingerprint == "9bb9ed445c6a37f9ac87fe2d18da38af"
    assert own_key("DINKES", "r-1") == "/" * 119 + "DINKES/r-1"


def test_when_it_was_sent_is_no_part_of_what_a_report_says() -> None:
    assert a_report().fingerprint == a_report(submitted_at=NOON + timedelta(hours=1)).fingerprint
    assert a_report().fingerprint != a_report(note="lain").fingerprint


def test_a_field_that_came_later_counts_only_where_it_is_said() -> None:
    assert a_report(people_reached=None).fingerprint == a_report().fingerprint
    assert a_report(people_reached=250).fingerprint == "438a1fcc763472f6ecd7d2a3bddcbd34"
    assert a_report(people_reached=0).fingerprint not in {
        a_report().fingerprint,
        a_report(people_reached=250).fingerprint,
    }


@pytest.mark.parametrize(
    ("count", "code"), [(-1, "greater-than-equal"), (2**53 + 1, "less-than-equal")]
)
def test_a_count_outside_its_range_is_refused_by_the_name_of_its_field(
    count: int, code: str
) -> None:
    (fault,) = refusals(a_report(people_reached=count), a_plan(), NOON)
    assert (fault.field, fault.code) == ("people_reached", code)
