"""Facts as the outbox is given them."""

from datetime import UTC, datetime

from chassis.envelope import Outgoing
from contracts import ProgressRecorded

NOW = datetime(2026, 6, 15, 4, tzinfo=UTC)


def recorded(item_id: str, number: int, *, rev: int = 1, note: str = "") -> Outgoing:
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
    return Outgoing(fact, f"{fact.topic}/{fact.report_id}", NOW, rev)
