"""A believable year is silent: the sample's, and one that follows an S-curve."""

from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta

import pytest

from deploy.sample.chance import between
from deploy.sample.plan import Entry, entries
from deploy.sample.reports import year
from tests.unit.tracker.plausibility.facts import RULES, ZONE, spoke
from tracker.plausibility.mark import (
    Known,
    PlausibilityMark,
    PlausibilityRule,
    ReportFacts,
    words_of,
)
from tracker.plausibility.rules import marks_of_item
from tracker.plausibility.sitting import Entered, sitting_marks

DAY = timedelta(days=1)
DAYS = [date(2026, 11, 24), date(2027, 1, 1), date(2028, 2, 29), date(2027, 7, 11)]
any_day = pytest.mark.parametrize("today", DAYS, ids=str)


def reports_of(today: date, sent: datetime | None = None) -> dict[str, list[ReportFacts]]:
    """The sample's reports by item: each sent on the next morning, or all `sent` in one sitting."""
    found: dict[str, list[ReportFacts]] = defaultdict(list)
    for row in year(today):
        as_of = date.fromisoformat(row["as_of"])
        at = sent or datetime.combine(as_of + DAY, time(9), ZONE)
        words = words_of(row["note"], row["obstacle"], row["follow_up"])
        figures = row["physical_percent"], row["budget_realised"]
        found[row["item_id"]].append(
            ReportFacts(
                row["report_id"],
                row["item_id"],
                row["agency"],
                as_of,
                at,
                at,
                row["agency"],
                *figures,
                words,
            )
        )
    return found


def marks_in(today: date, *, proven: bool) -> list[PlausibilityMark]:
    plans = {entry.item.item_id: entry.item for entry in entries(today)}
    found: list[PlausibilityMark] = []
    for item_id, reports in reports_of(today).items():
        proof = {one.key for one in reports} if proven else frozenset()
        for marks in marks_of_item(reports, Known(plans[item_id], proof), RULES).values():
            found += marks
    return found


@any_day
def test_the_samples_year_has_hardly_a_mark(today: date) -> None:
    assert len(marks_in(today, proven=True)) <= 2  # of more than a thousand reports


@any_day
def test_without_evidence_only_what_is_done_is_marked(today: date) -> None:
    counts = Counter(one.rule for one in marks_in(today, proven=False))
    done = sum(
        any(one.physical_percent >= 100 for one in those) for those in reports_of(today).values()
    )
    assert counts.pop(PlausibilityRule.NO_EVIDENCE) == done > 5
    assert sum(counts.values()) <= 2


@any_day
def test_a_year_in_arrears_that_is_entered_in_one_sitting_is_silent(today: date) -> None:
    by_agency: dict[tuple[str, int], list[Entered]] = defaultdict(list)
    sent = datetime.combine(today, time(9), ZONE)
    for reports in reports_of(today, sent).values():
        before: ReportFacts | None = None
        for one in reports:
            step = one.physical_percent - before.physical_percent if before else None
            by_agency[one.submitted_by, one.as_of.month].append(Entered(one, step))
            before = one
    assert [sitting_marks(entered, RULES) for entered in by_agency.values()] == [{}] * len(
        by_agency
    )


@pytest.mark.parametrize("entry", entries(DAYS[0]), ids=lambda entry: entry.item.item_id)
def test_an_s_curve_over_each_items_time_is_silent(entry: Entry) -> None:
    plan = entry.item
    span = (plan.due - plan.start).days
    days = [plan.start + number * 30 * DAY for number in range(1, span // 30 + 1)]
    reports = []
    for number, as_of in enumerate([*days, plan.due]):
        share = ((as_of - plan.start).days + between(-4, 4, plan.item_id, number)) / span
        done = 3 * max(0.0, min(1.0, share)) ** 2 - 2 * max(0.0, min(1.0, share)) ** 3
        at = datetime.combine(as_of + DAY, time(9), ZONE)
        figures = round(done * 100, 1), int(plan.budget * done * between(0.8, 0.97, plan.item_id))
        words = words_of(f"laporan ke-{number}: pekerjaan berjalan sesuai jadwal", "", "")
        reports.append(
            ReportFacts(
                str(number), plan.item_id, plan.agency, as_of, at, at, "pptk", *figures, words
            )
        )
    assert spoke(reports, Known(plan, {one.key for one in reports})) == {}
