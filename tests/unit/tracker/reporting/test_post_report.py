import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chassis.http.problem import Problem
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import NOON, a_mark, a_plan, a_report
from tracker.items.item import Item, change_to
from tracker.reporting.post_report import answer_to
from tracker.reporting.refusals import refusals
from tracker.reporting.verdict import Outcome, Verdict
from tracker.status.progress import fold

DAY = date(2026, 6, 14)
ITEM = change_to(None, Item(a_plan()), NOON, RULES).after


def recorded(outcome: Outcome) -> dict[str, Any]:
    """The body of the answer, which is 201."""
    answer = answer_to(outcome, NOON, RULES)
    assert not isinstance(answer, Problem)
    assert answer.status_code == 201
    body: dict[str, Any] = json.loads(bytes(answer.body))
    return body


def test_a_recorded_report_is_answered_with_its_item() -> None:
    body = recorded(Outcome(a_report(), Verdict.RECORDED, (), ITEM))
    assert body["report_id"] == "r-1"
    assert body["item"]["item_id"] == ITEM.item_id


@pytest.mark.parametrize("item", [None, replace(ITEM, plan=a_plan(agency="DISHUB"))])
def test_who_sends_a_report_again_after_its_item_went_to_another_agency_does_not_see_it(
    item: Item | None,
) -> None:
    body = recorded(Outcome(a_report(), Verdict.DUPLICATE, item=item))
    assert body == {"report_id": "r-1", "item": None}


def test_money_that_is_not_said_is_not_zero() -> None:
    item = replace(ITEM, progress=fold([a_mark(40, DAY, money=None)]))
    body = recorded(Outcome(a_report(), Verdict.RECORDED, item=item))
    assert body["item"]["budget_as_of"] is None


def test_another_agencys_item_is_refused_as_if_there_was_none() -> None:
    report = a_report(agency="DISHUB")
    foreign, unknown = refusals(report, a_plan(), NOON), refusals(report, None, NOON)
    assert foreign == unknown
    with pytest.raises(Problem) as refused:
        answer_to(Outcome(report, Verdict.REFUSED, foreign), NOON, RULES)
    assert refused.value.status == 404
