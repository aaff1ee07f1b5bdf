"""A large change is not kept back for ever by many small ones to the same items."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from pymongo.errors import PyMongoError

from chassis.clock import FixedClock
from chassis.kafka.consumer import Received
from chassis.kafka.envelope import Outgoing
from chassis.mongo import database as database_module
from chassis.mongo.database import BetterInParts
from chassis.mongo.parts import Parts
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from contracts import PlanItemPublished, ProgressSubmitted
from tests.flow.tracker.keeping import Keeping, tracking
from tests.unit.tracker.plans import NOON, a_plan, a_report
from tracker.reporting import on_progress_submitted
from tracker.reporting.report import Report
from tracker.reporting.senders import Senders
from tracker.reporting.verdict import Verdict

FAST_ENOUGH = 20
"""How many events a change has at most that the officers of another replica do not overtake."""


class BesideAnother(Outbox):
    """The outbox of a replica beside another one, which is faster than whatever tells much."""

    def __init__(self, kept: Keeping, overtake: Callable[[], None]) -> None:
        super().__init__(kept.database)
        self._overtake = overtake
        self.overtaken = 0

    def put(self, unit: UnitOfWork, events: Iterable[Outgoing]) -> None:
        """Everything was read by now, and nothing written."""
        told = list(events)
        if len(told) > FAST_ENOUGH:
            self.overtaken += 1
            self._overtake()
        super().put(unit, told)


class Busy:
    """A tracker, and items that officers report on at another one, all the time."""

    def __init__(self, kept: Keeping, count: int) -> None:
        self.kept = kept
        self.clock = FixedClock(NOON)
        self.prefix = f"KUKAR-{uuid4()}"
        self.ids = [f"{self.prefix}-{number:03}" for number in range(count)]
        self.outbox = BesideAnother(kept, self._overtake)
        database = kept.database
        self.items = tracking(database, self.clock, self.outbox)

    def _overtake(self) -> None:
        rows = self.kept.items.delegate
        rows.update_many({"_id": {"$in": self.ids}}, {"$inc": {"rev": 1}})

    def plans(self, **other: object) -> list[PlanItemPublished]:
        """A plan for each item."""
        return [a_plan(item_id=item_id, **other) for item_id in self.ids]

    def submissions(self, of_each: int) -> list[Report]:
        """Reports on all items by an agency's own system."""
        return [
            a_report(report_id=f"{item_id}/{number}", item_id=item_id, source="kafka")
            for number in range(of_each)
            for item_id in self.ids
        ]

    async def planned(self) -> None:
        """The items are there, and no others."""
        await self.kept.items.delete_many({})
        for plan in self.plans():
            await self.items.replan([plan])

    async def count(self, name: str, **wanted: object) -> int:
        """How many documents there are of these items."""
        found = {"item_id": {"$in": self.ids}, **wanted}
        return int(await self.kept.database[name].count_documents(found))


def submitted(report: Report) -> ProgressSubmitted:
    """The event that an agency's own system publishes of it."""
    came = {name: getattr(report, name) for name in ("report_id", "item_id", "agency")}
    sent = {name: getattr(report, name) for name in ("submitted_at", "submitted_by")}
    return ProgressSubmitted(**report.content.model_dump(), **came, **sent)


class Heard:
    """A bus that keeps the handler of the one topic that is listened to."""

    def on_received(self, kind: type, **_: object) -> Callable[[Any], Any]:
        """Keep what is decorated."""

        def keep(handler: Any) -> Any:
            self.handler = handler
            return handler

        return keep


async def test_submissions_get_through_between_the_posts_to_their_items(kept: Keeping) -> None:
    busy, bus = Busy(kept, 4), Heard()
    senders = Senders(None, busy.items, used=lambda *_: None, trust_broker=True)  # type: ignore[arg-type]
    on_progress_submitted.routes(bus, busy.items, senders)  # type: ignore[arg-type]
    await busy.planned()
    reports = busy.submissions(of_each=50)
    await Parts().do(bus.handler, [Received(submitted(one), (), 0) for one in reports])
    assert busy.outbox.overtaken
    assert await busy.count("reports") == 200
    again = await busy.items.record(reports)
    assert {outcome.verdict for outcome in again} == {Verdict.DUPLICATE}


async def test_a_plan_is_taken_over_while_its_officers_report(kept: Keeping) -> None:
    busy = Busy(kept, 60)
    await busy.planned()
    cancelled = busy.plans(version=2, cancelled=True)
    await Parts().do(busy.items.replan, cancelled)
    assert busy.outbox.overtaken
    stored = {"_id": {"$in": busy.ids}, "plan.version": 2}
    assert await kept.items.count_documents(stored) == 60


async def test_what_turns_late_at_midnight_does_while_its_officers_report(kept: Keeping) -> None:
    busy = Busy(kept, 90)
    await busy.planned()
    busy.clock.advance(timedelta(days=400))
    done = await busy.items.tick(busy.clock.now(), 500)
    assert busy.outbox.overtaken
    assert done == 90
    assert await busy.items.tick(busy.clock.now(), 500) == 0
    assert await busy.count("status_history", seq=2) == 90


@pytest.mark.parametrize("whole", [True, False])
async def test_posts_that_are_answered_together_and_workbooks_are_never_recorded_in_part(
    kept: Keeping, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    busy = Busy(kept, 4)
    await busy.planned()
    monkeypatch.setattr(database_module, "TRY_FOR_SECONDS", 0.5)
    with pytest.raises(PyMongoError) as raised:
        await busy.items.record(busy.submissions(of_each=50), whole=whole)
    assert busy.outbox.overtaken
    assert not isinstance(raised.value, BetterInParts)
    assert await busy.count("reports") == 0
