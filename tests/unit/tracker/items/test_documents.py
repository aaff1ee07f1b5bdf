"""Items as they are stored: also those that an earlier version stored."""

from datetime import date

import pytest
from hypothesis import given

from tests.there import there
from tests.unit.tracker.plans import NOON, a_mark, a_plan
from tests.unit.tracker.status.test_progress import marks
from tracker.items.documents import item_document, item_of, latest_document, latest_marks_of
from tracker.items.item import Item
from tracker.status.progress import Mark, fold

MAY, APRIL = date(2026, 5, 31), date(2026, 4, 30)
SILENT = a_mark(50, MAY, report_id="may", money=None)


@given(marks())
def test_what_is_stored_of_an_item_comes_back(history: list[Mark]) -> None:
    item = Item(a_plan(), fold(history))
    assert item_of(item_document(item)) == item


def test_what_is_stored_of_money_outlives_a_release() -> None:
    stated = a_mark(40, APRIL, report_id="april", money=700)
    stored = {
        "report_id": "may",
        "as_of": "2026-05-31",
        "submitted_at": NOON,
        "physical_percent": 50,
        "budget_realised": 700,
        "spent": {
            "report_id": "april",
            "as_of": "2026-04-30",
            "submitted_at": NOON,
            "physical_percent": 40,
            "budget_realised": 700,
        },
    }
    assert latest_document(fold([SILENT, stated])) == stored
    assert latest_marks_of(stored) == (SILENT, stated)


@pytest.mark.parametrize("report", [a_mark(40, MAY, money=700), a_mark(40, MAY, money=0)])
def test_a_latest_report_that_says_its_money_is_stored_as_ever(report: Mark) -> None:
    stored = latest_document(fold([report]))
    assert set(there(stored)) == {
        "report_id",
        "as_of",
        "submitted_at",
        "physical_percent",
        "budget_realised",
    }
    assert latest_marks_of(stored) == (report, report)


def test_what_sums_read_is_the_items_money_whoever_said_it() -> None:
    assert there(latest_document(fold([SILENT])))["budget_realised"] == 0
    assert there(latest_document(fold([SILENT])))["spent"] is None
