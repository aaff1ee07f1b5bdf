"""The tracker's reports in MongoDB, and the refused submissions."""

from collections import defaultdict
from collections.abc import Sequence, Set
from datetime import date, datetime

from pymongo import UpdateOne

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from contracts import ProgressRecorded
from tracker.items.documents import MARK, Document, mark_of
from tracker.reporting.documents import REPORT_IDS, report_document, report_ids_of
from tracker.reporting.report import Report
from tracker.reporting.report_ids import StoredIds
from tracker.status.progress import Mark

_OLDEST_FIRST = [("as_of", 1), ("submitted_at", 1), ("_id", 1)]
_NEWEST_FIRST = [(name, -1) for name, _ in _OLDEST_FIRST]
_RETIRED_INDEX = "item_id_1_as_of_1"
"""An index of an earlier version that no query uses any more."""
Record = tuple[ProgressRecorded, str, str, str]
"""A report that is recorded, the fingerprint of its content, its key, and the key of the one that
it corrects or "".
"""


class ReportRepository:
    """Collections `reports` and `refusals`. Only one index, in the order in which an item shows its
    reports, because each index costs intake a write.
    """

    def __init__(self, database: Database) -> None:
        self._reports = database["reports"]
        self._refusals = database["refusals"]

    async def prepare(self) -> None:
        """Create the index, and drop the one of an earlier version."""
        await self._reports.create_index([("item_id", 1), *_OLDEST_FIRST])
        if _RETIRED_INDEX in await self._reports.index_information():
            await self._reports.drop_index(_RETIRED_INDEX)

    async def stored_ids(
        self, reports: Sequence[Report], unit: UnitOfWork | None = None
    ) -> StoredIds:
        """The reports that are already stored under the ids of these, or that these correct."""
        wanted = {"_id": {"$in": sorted({key for one in reports for key in one.ids_to_look_up})}}
        rows = self._reports.find(wanted, REPORT_IDS, session=driver_session(unit))
        return StoredIds([report_ids_of(row) async for row in rows])

    async def marks(self, unit: UnitOfWork | None, item_ids: Set[str]) -> dict[str, list[Mark]]:
        """The marks of all reports of some items."""
        marks: dict[str, list[Mark]] = defaultdict(list)
        if item_ids:
            wanted = {"item_id": {"$in": list(item_ids)}}
            async for row in self._reports.find(wanted, MARK, session=driver_session(unit)):
                marks[row["item_id"]].append(mark_of(row))
        return marks

    def add_reports(self, unit: UnitOfWork, reports: Sequence[Record]) -> None:
        """Store new reports, as they are at the end of `unit`; those they correct are marked."""
        unit.insert(self._reports, (report_document(*report) for report in reports))
        marks = [
            UpdateOne({"_id": corrected}, {"$set": {"corrected_by": key}})
            for _, _, key, corrected in reports
            if corrected
        ]
        if marks:
            unit.write(self._reports, marks)

    async def refused(self, unit: UnitOfWork, keys: Sequence[str]) -> set[str]:
        """Which of the submissions by these keys were refused before."""
        if not keys:
            return set()
        wanted = {"_id": {"$in": list(keys)}}
        return {
            row["_id"] async for row in self._refusals.find(wanted, session=driver_session(unit))
        }

    def remember_refused(self, unit: UnitOfWork, keys: Sequence[str], at: datetime) -> None:
        """Store that these submissions are refused."""
        unit.insert(self._refusals, [{"_id": key, "at": at} for key in keys])

    async def report(self, key: str) -> Document | None:
        """One report by the key that it is stored under."""
        row: Document | None = await self._reports.find_one({"_id": key})
        return row

    async def reports_of(
        self,
        item_id: str,
        limit: int,
        *,
        about: date | None = None,
        received: datetime | None = None,
    ) -> list[Document]:
        """The latest reports of an item, newest first: about days up to `about`, and `received`
        until then.
        """
        wanted: Document = {"item_id": item_id}
        if about is not None:
            wanted["as_of"] = {"$lte": about.isoformat()}
        if received is not None:
            wanted["received_at"] = {"$lte": received}
        rows = self._reports.find(wanted).sort(_NEWEST_FIRST)
        return [row async for row in rows.limit(limit)]
