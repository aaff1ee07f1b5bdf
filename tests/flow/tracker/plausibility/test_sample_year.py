"""The sample's year recorded in one sitting, as the demonstration does, over a real database."""

from collections import Counter
from datetime import UTC, date, datetime

from chassis.clock import FixedClock
from deploy.sample.plan import entries
from deploy.sample.reports import year
from tests.flow.tracker.keeping import tracking
from tests.flow.tracker.plausibility.test_report_watch import Office, office
from tests.unit.tracker.plans import a_report
from tracker.items.query import ItemQuery

__all__ = ["office"]

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)


async def test_a_year_recorded_within_minutes_is_marked_where_it_lacks_evidence_only(
    office: Office,
) -> None:
    office.items = tracking(office.database, FixedClock(NOW))
    await office.items.replan([entry.item for entry in entries(TODAY)])
    rows = [
        {name: value for name, value in row.items() if name != "road"}
        | {"as_of": date.fromisoformat(row["as_of"]), "submitted_at": NOW}
        for row in year(TODAY)
    ]
    reports = [a_report(**row, submitted_by=f"pptk.{row['agency'].lower()}") for row in rows]
    for first in range(0, len(reports), 200):
        await office.records(*reports[first : first + 200])
    await office.looks()
    counts: Counter[str] = Counter()
    for (_, _, rule), count in (await office.marks.open_by_rule()).items():
        counts[rule] += count
    done = {row["item_id"] for row in rows if row["physical_percent"] >= 100}
    assert counts.pop("no-evidence") == len(done)
    assert counts.total() <= 2
    assert (await office.marks.to_look_at(ItemQuery()))[()] <= len(done) + 2
