"""While a backlog is worked off, a post still has its turn."""

from tests.turns import turns_during
from tests.unit.tracker.memory_store import Tracker
from tests.unit.tracker.plans import a_plan, a_report


async def test_a_large_batch_lets_others_have_their_turn() -> None:
    tracker = Tracker()
    item_ids = [f"KUKAR-RA-{number:03}" for number in range(400)]
    await tracker.items.replan([a_plan(item_id=item_id) for item_id in item_ids])
    reports = [a_report(report_id=f"r-{i}", item_id=i, source="kafka") for i in item_ids]
    assert await turns_during(tracker.items.record(reports)) >= 7
