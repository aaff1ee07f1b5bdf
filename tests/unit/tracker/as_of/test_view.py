"""Reports of the past are shown with what was done until then."""

from datetime import date, timedelta
from typing import Any

from contracts.calendar import ReviewStep
from contracts.words import ReviewAction
from tests.unit.tracker.plans import NOON, a_mark, a_plan
from tracker.as_of.as_of import AsOf, Basis
from tracker.as_of.past import Came, Past, PlanVersion
from tracker.as_of.view import reports_then
from tracker.review.review import Act

HOUR = timedelta(hours=1)
ROW = {"_id": "r-1", "corrected_by": "r-2", "review": {"state": "signed"}}
PAST = Past(
    [PlanVersion(a_plan(), None)],
    reports=[
        Came(a_mark(40, date(2026, 6, 1), report_id="r-1"), NOON),
        Came(a_mark(50, date(2026, 6, 1), report_id="r-2"), NOON + 4 * HOUR),
    ],
    acts={
        "r-1": [
            Act(ReviewStep.VERIFIED, 1, ReviewAction.PASSED, "kabid", NOON + HOUR),
            Act(ReviewStep.SIGNED, 1, ReviewAction.PASSED, "kepala", NOON + 2 * HOUR),
        ]
    },
)


def shown(hours: float, basis: Basis = Basis.ARRIVAL) -> dict[str, Any]:
    (row,) = reports_then([ROW], PAST, AsOf(NOON + hours * HOUR, basis))
    return row


def test_by_arrival_a_report_is_as_far_as_it_had_come() -> None:
    assert shown(0.5) == {"_id": "r-1"}
    assert shown(1) == {"_id": "r-1", "review": {"state": "verified"}}
    assert shown(3) == {"_id": "r-1", "review": {"state": "signed"}}
    assert shown(4) == ROW


def test_by_event_it_is_as_it_stands_today() -> None:
    assert shown(0.5, Basis.EVENT) == ROW
