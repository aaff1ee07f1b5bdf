"""Reports for the tests of the marks."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.unit.tracker.plans import a_plan
from tracker.plausibility.mark import Known, PlausibilityMark, ReportFacts
from tracker.plausibility.rule_set import read_plausibility_rules
from tracker.plausibility.rules import marks_of_item

RULES = read_plausibility_rules()
ZONE = ZoneInfo("Asia/Makassar")
KNOWN = Known(a_plan())
"""An item that runs the whole of 2026, with a budget of a million."""
MONTH_ENDS = [date(2026 + m // 12, m % 12 + 1, 1) - timedelta(days=1) for m in range(1, 13)]


def said(month: int, physical: float, **other: Any) -> ReportFacts:
    """A report about the end of a month of 2026, sent on the morning after; its money is in step
    with the work.
    """
    as_of = MONTH_ENDS[month - 1]
    at = datetime.combine(as_of + timedelta(days=1), time(9), ZONE)
    told = {
        "key": f"r-{month:02}",
        "item_id": "KUKAR-QW-01",
        "agency": "DINKES",
        "as_of": as_of,
        "submitted_at": at,
        "received_at": at,
        "submitted_by": "pptk",
        "physical_percent": physical,
        "money": round(physical * 9_000),
        **other,
    }
    return ReportFacts(**told)


def marks_of(
    reports: Sequence[ReportFacts], known: Known = KNOWN
) -> dict[str, Sequence[PlausibilityMark]]:
    """By key the marks of the reports that have some."""
    return {key: marks for key, marks in marks_of_item(reports, known, RULES).items() if marks}


def spoke(reports: Sequence[ReportFacts], known: Known = KNOWN) -> dict[str, list[str]]:
    """By key which rules spoke."""
    return {key: [one.rule for one in marks] for key, marks in marks_of(reports, known).items()}
