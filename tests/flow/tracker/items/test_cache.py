"""A report is judged on its item as a process knows it; whatever another has done comes first."""

from uuid import uuid4

import pytest
from pymongo.errors import PyMongoError

from chassis.clock import FixedClock
from chassis.mongo import unit_of_work
from chassis.mongo.unit_of_work import UnitOfWork
from contracts import PlanItemPublished
from contracts.account import Scope
from tests.flow.tracker.keeping import Keeping, tracking
from tests.unit.tracker.plans import NOON, a_plan, a_report
from tracker.items.item import Item
from tracker.items.query import ItemQuery
from tracker.items.repository import ItemRepository, Proof
from tracker.items.service import Items
from tracker.reporting.verdict import Outcome, Verdict


class Replicas:
    """Two trackers of one database, each of which knows what itself has seen."""

    def __init__(self, kept: Keeping) -> None:
        self.kept = kept
        self.one, self.other = self._replica(), self._replica()
        self.plan = a_plan(item_id=f"KUKAR-{uuid4()}")

    def planned(self, **other: object) -> PlanItemPublished:
        """The item's plan, but for these fields."""
        return self.plan.model_copy(update=other)

    def _replica(self) -> Items:
        database = self.kept.database
        return tracking(database, FixedClock(NOON))

    async def reports(self, tracker: Items, percent: float = 40.0) -> Outcome:
        """One report over HTTP."""
        report = a_report(
            item_id=self.plan.item_id, report_id=str(uuid4()), physical_percent=percent
        )
        (outcome,) = await tracker.record([report])
        return outcome


@pytest.fixture
async def replicas(kept: Keeping) -> Replicas:
    """The one knows the item with a report."""
    replicas = Replicas(kept)
    await replicas.one.replan([replicas.plan])
    await replicas.reports(replicas.one)
    return replicas


async def test_of_a_known_item_only_its_revision_is_read_and_whether_evidence_is_there(
    replicas: Replicas,
) -> None:
    gate, given = await replicas.kept.all_read_by(lambda: replicas.reports(replicas.one))
    assert (given["command"]["find"], given["docsExamined"]) == ("evidence", 0)
    assert gate["command"]["projection"] == {"rev": 1}


async def test_a_report_to_another_replica_is_not_overwritten(replicas: Replicas) -> None:
    for tracker in (replicas.other, replicas.one, replicas.other, replicas.one):
        assert (await replicas.reports(tracker)).verdict is Verdict.RECORDED
    row = await replicas.kept.items.find_one({"_id": replicas.plan.item_id})
    assert row is not None
    assert row["reports"] == 5
    assert await replicas.kept.reports.count_documents({"item_id": replicas.plan.item_id}) == 5
    told = replicas.kept.database["status_history"].find({"item_id": replicas.plan.item_id})
    assert sorted([change["seq"] async for change in told]) == list(range(1, row["seq"] + 1))


@pytest.mark.parametrize("cancelled", [True, False])
async def test_a_report_is_judged_by_the_plan_that_another_replica_has_taken_over(
    replicas: Replicas, cancelled: bool
) -> None:
    """Also one that would be refused by the plan that is known: nothing is written then."""
    await replicas.one.replan([replicas.planned(version=2, cancelled=not cancelled)])
    await replicas.other.replan([replicas.planned(version=3, cancelled=cancelled)])
    expected = Verdict.REFUSED if cancelled else Verdict.RECORDED
    assert (await replicas.reports(replicas.one)).verdict is expected


async def test_what_was_read_and_then_came_to_nothing_is_not_known(
    replicas: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a primary loses its place: what it had alone is undone, and the next one gives the
    same revision to another state.
    """

    def lost(_: object) -> None:
        raise PyMongoError("the primary is gone")

    with monkeypatch.context() as patched:
        patched.setattr(unit_of_work, "_commit", lost)
        with pytest.raises(PyMongoError, match="gone"):
            await replicas.reports(replicas.other)
    instead = {"latest.as_of": "2026-06-15", "latest.physical_percent": 70.0, "reports": 5}
    await replicas.kept.items.update_one({"_id": replicas.plan.item_id}, {"$set": instead})
    await replicas.reports(replicas.other)
    row = await replicas.kept.items.find_one({"_id": replicas.plan.item_id})
    assert row is not None
    assert (row["latest"]["physical_percent"], row["reports"]) == (70.0, 6)


async def test_a_list_shows_what_others_changed_and_reads_no_item_twice(
    replicas: Replicas,
) -> None:
    kept = replicas.kept
    lists, item_id = ItemRepository(kept.database), replicas.plan.item_id
    wanted = ItemQuery(Scope(agency=replicas.plan.agency))

    async def listed() -> Item:
        found = await lists.most_urgent(wanted, None, 1_000)
        return next(item for item in found if item.item_id == item_id)

    async def is_proven() -> None:
        async def work(unit: UnitOfWork) -> None:
            kept.item_rows.add_proof(unit, [Proof(item_id, ["r-1"], NOON)])

        await kept.database.transaction(work)

    was = await listed()
    assert len(await kept.all_read_by(listed)) == 1
    assert await listed() is was
    await replicas.reports(replicas.other, 55.0)
    now = await listed()
    assert (was.progress.reports, now.progress.reports) == (1, 2)
    assert now == await kept.item_rows.item(item_id)
    await is_proven()
    assert (await listed()).proof == {"r-1"}


async def test_who_was_second_once_looks_first_for_a_while(replicas: Replicas) -> None:
    await replicas.reports(replicas.other)
    await replicas.reports(replicas.one)
    read = await replicas.kept.all_read_by(lambda: replicas.reports(replicas.one))
    looked, *_, gate, _ = (query["command"]["projection"] for query in read)
    assert "latest" in looked
    assert gate == {"rev": 1}
