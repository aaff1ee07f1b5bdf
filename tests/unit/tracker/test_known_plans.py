from tests.unit.tracker.plans import a_plan
from tracker.known_plans import KnownPlans


def test_a_plan_is_known_at_its_version_only():
    known = KnownPlans()
    known.remember(a_plan(version=2))
    item_id = a_plan().item_id
    assert known.get(item_id, 2) == a_plan(version=2)
    assert known.get(item_id, 1) is None
    assert known.get(item_id, 3) is None
    assert known.get("another", 2) is None


def test_the_one_that_was_kept_longest_makes_room():
    known = KnownPlans(most=2)
    for item_id in ("a", "b", "a", "c"):
        known.remember(a_plan(item_id=item_id))
    assert [item_id for item_id in "abc" if known.get(item_id, a_plan().version)] == ["a", "c"]
