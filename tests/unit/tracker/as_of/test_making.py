"""Months that were made stay right over releases: a release that makes them otherwise says so."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta

from contracts.calendar import ReviewStep
from contracts.words import ReviewAction
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import NOON, a_mark, a_plan
from tracker.as_of.as_of import AsOf, Basis
from tracker.as_of.documents import stretch_document
from tracker.as_of.past import Came, Past, PlanVersion, stretches
from tracker.as_of.service import MAKING
from tracker.review.review import Act

DAY = timedelta(days=1)
PAST = Past(
    plans=[
        PlanVersion(a_plan(due=date(2026, 6, 20)), NOON - 100 * DAY),
        PlanVersion(a_plan(version=2, due=date(2026, 6, 25), agency="DISHUB"), NOON + DAY),
    ],
    reports=[
        Came(a_mark(40, date(2026, 5, 30), report_id="r-1", money=1_000), NOON - DAY),
        Came(a_mark(100, date(2026, 6, 16), report_id="r-2", money=None), NOON + 3 * DAY),
        Came(
            a_mark(70, date(2026, 6, 17), report_id="r-3")._replace(corrected="r-2"),
            NOON + 12 * DAY,
        ),
    ],
    acts={"r-1": [Act(ReviewStep.VERIFIED, 1, ReviewAction.PASSED, "kabid", NOON + 2 * DAY)]},
    proof=[("r-2", NOON + 4 * DAY)],
)


def test_the_stretches_of_a_month_are_those_of_this_way_of_making() -> None:
    """Where this is red, raise `MAKING`, and write down what is made now."""
    made = [
        stretch_document(month, number, one)
        for basis in Basis
        for month in [AsOf(datetime(2026, 6, 15, tzinfo=UTC), basis).month]
        for number, one in enumerate(stretches(PAST, month.begins, month.ends, month.basis, RULES))
    ]
    text = json.dumps(made, sort_keys=True, default=str)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    assert (MAKING, len(made), digest) == ("2", 12, "3aa57ecd63238446")
