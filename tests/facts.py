"""Facts as the outbox is given them."""

from datetime import UTC, datetime

from chassis.kafka.envelope import Outgoing
from contracts import ProgressRecorded, StatusChanged
from contracts.words import Status

NOW = datetime(2026, 6, 15, 4, tzinfo=UTC)


def recorded(item_id: str, number: int, *, note: str = "") -> Outgoing:
    """That the item's report of that number counts."""
    fact = ProgressRecorded(
        report_id=f"{item_id}/{number}",
        item_id=item_id,
        region="kukar",
        agency="OPD",
        as_of=NOW.date(),
        submitted_at=NOW,
        received_at=NOW,
        physical_percent=1,
        budget_realised=0,
        note=note,
        source="http",
    )
    return Outgoing(fact, f"{fact.topic}/{fact.report_id}", NOW)


def changed(item_id: str, seq: int) -> Outgoing:
    """That the item's status changed for the `seq`th time."""
    told = StatusChanged(
        item_id=item_id,
        seq=seq,
        to_status=Status.ON_TRACK,
        rule="2026-01/1",
        at=NOW,
        since=NOW,
        planned_percent=1,
        actual_percent=1,
        deviation=0,
        region="kukar",
        time_zone="Asia/Makassar",
        pillar="governance",
        kind="quick_win",
        title="Layanan",
        agency="OPD",
        due=NOW.date(),
    )
    return Outgoing(told, f"{told.topic}/{item_id}/{seq}", NOW)
