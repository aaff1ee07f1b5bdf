import json

from chassis.problem import Problem
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import NOON, a_plan, a_report
from tracker.item import Item, settled
from tracker.items import Outcome, Verdict
from tracker.post_report import answer_to

ITEM = settled(None, Item(a_plan()), NOON, RULES).after


def test_a_recorded_report_is_answered_with_its_item():
    answer = answer_to(Outcome(a_report(), Verdict.RECORDED, (), ITEM), NOON, RULES)
    assert not isinstance(answer, Problem)
    said = json.loads(answer.body)
    assert (answer.status_code, said["report_id"]) == (201, "r-1")
    assert said["item"]["item_id"] == ITEM.item_id


def test_a_report_whose_item_is_gone_is_answered_for_itself_alone():
    """The answers of a batch are made together: one that cannot be given is not everyone's."""
    answer = answer_to(Outcome(a_report(), Verdict.DUPLICATE), NOON, RULES)
    assert isinstance(answer, Problem)
    assert answer.status == 404
