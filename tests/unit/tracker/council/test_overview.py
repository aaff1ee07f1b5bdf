"""What of the council's decisions answers an item that is late or critical."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from contracts.words import DecisionAction
from tests.unit.tracker.overviews import an_overview
from tests.unit.tracker.plans import NOON, a_plan
from tracker.council.overview import Overview
from tracker.council.service import stands_in
from tracker.decisions.decision import Decision, DecisionAct, Subject, Wording
from tracker.items.item import Item
from tracker.summary.sums import Sums

ITEM = Item(a_plan())
RED_SINCE = NOON - timedelta(days=10)
MADE, DONE = DecisionAction.DECIDED, DecisionAction.DONE


def overview(actions: Sequence[DecisionAction], days_ago: int) -> Overview:
    """Of an item that has been red for ten days, with a decision of so many days ago."""
    at = NOON - timedelta(days=days_ago)
    decision = Decision(
        "k-1",
        Subject("kukar", "Asia/Makassar", "DINKES", "Layanan", ITEM.item_id),
        Wording("Ulangi", "DINKES", date(2026, 12, 1), at.date()),
        tuple(DecisionAct(action, "bappeda", at) for action in actions),
    )
    return Overview(
        NOON,
        None,
        ZoneInfo("Asia/Makassar"),
        {},
        worst=[ITEM],
        curve=(),
        districts=(),
        bands=Counter(),
        reported=None,
        to_look_at=None,
        red_since={ITEM.item_id: RED_SINCE},
        decided={ITEM.item_id: decision} if actions else {},
        decisions=None,
    )


@pytest.mark.parametrize(
    ("actions", "days_ago", "answers"),
    [
        ((), 0, False),
        ((MADE,), 2, True),
        ((MADE,), 200, True),  # open still
        ((MADE, DONE), 10, True),
        ((MADE, DONE), 11, False),  # done before it became late or critical again
    ],
)
def test_an_open_decision_answers_and_one_that_is_done_only_if_made_since_it_is_red(
    actions: Sequence[DecisionAction], days_ago: int, answers: bool
) -> None:
    found = overview(actions, days_ago)
    assert (found.answer(ITEM) is not None) is answers
    assert found.days_red(ITEM) == 11


@pytest.mark.parametrize(("items", "older"), [(19_999, 0), (20_000, 2)])
def test_only_of_very_many_items_may_an_older_one_be_shown_while_the_next_is_made(
    items: int, older: int
) -> None:
    halves = {("a",): Sums(items=9_999), ("b",): Sums(items=items - 9_999)}
    assert stands_in(an_overview(groups=halves)) == timedelta(minutes=older)
