"""Which sittings a report changes."""

from dataclasses import replace

from tests.unit.tracker.plans import a_plan
from tests.unit.tracker.plausibility.facts import KNOWN, said
from tracker.plausibility.documents import ItemHistory
from tracker.plausibility.mark import ReportFacts
from tracker.plausibility.marking import sittings_of


def months(waiting: list[ReportFacts], *others: ReportFacts) -> list[int]:
    """The months whose sittings are looked at again."""
    reports = [*others, *waiting]
    history = ItemHistory(a_plan(), "kukar", replace(KNOWN), reports, {})
    return sorted(period.first.month for _, _, period in sittings_of(waiting, {"x": history}))


def test_a_report_changes_its_own_sitting_and_that_of_the_next_report() -> None:
    assert months([said(3, 9.0)], said(1, 2.0), said(5, 20.0), said(7, 30.0)) == [3, 5]


def test_a_corrected_report_between_does_not_hide_the_next_that_counts() -> None:
    corrected, correction = said(5, 20.0), said(2, 3.0, corrected="r-05")
    assert months([said(3, 9.0)], corrected, correction, said(7, 30.0), said(9, 40.0)) == [3, 5, 7]


def test_a_correction_changes_the_sittings_of_what_it_corrects() -> None:
    correction = said(8, 20.0, corrected="r-05")
    assert months([correction], said(5, 20.0), said(6, 30.0), said(7, 31.0), said(9, 40.0)) == [
        *(5, 6, 8, 9)
    ]
