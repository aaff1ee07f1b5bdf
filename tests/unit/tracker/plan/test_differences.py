"""What changed between two versions of a plan."""

from datetime import date

from tests.unit.tracker.plans import a_plan
from tracker.plan.differences import PlanDifference, differences


def test_only_what_differs_is_said_as_json_has_it() -> None:
    before = a_plan()
    after = a_plan(version=2, due=date(2026, 12, 24), budget=7)
    assert differences(before, after) == (
        PlanDifference("due", before.due.isoformat(), "2026-12-24"),
        PlanDifference("budget", before.budget, 7),
    )


def test_a_version_that_changes_nothing_says_nothing() -> None:
    assert differences(a_plan(), a_plan(version=2)) == ()
