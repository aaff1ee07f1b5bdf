"""The notifier's alerts in MongoDB, and its state of each item."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from pymongo import ReplaceOne, UpdateMany, UpdateOne

from chassis.mongo.database import Database
from chassis.mongo.matching import matching
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from contracts import ProgressRecorded
from contracts.words import ItemId, RegionCode
from notifier.alerting.alert import Alert
from notifier.alerting.census import OpenAlerts
from notifier.alerting.documents import Document, alert_document, alert_of
from notifier.alerting.query import AlertQuery

EPOCH = datetime.fromtimestamp(0, UTC)
NEWEST_FIRST = [("opened_at", -1), ("_id", -1)]


class AlertRepository:
    """Collections `alerts`, and `watches`: by item the `seq` of the last status change applied,
    and the latest report.
    """

    def __init__(self, database: Database) -> None:
        self._alerts = database["alerts"]
        self._watches = database["watches"]

    async def prepare(self) -> None:
        """Create the indexes: each serves a query below."""
        await self._alerts.create_index(
            "wake_at", partialFilterExpression={"wake_at": {"$gt": EPOCH}}
        )
        await self._alerts.create_index([("item_id", 1), ("state", 1)])
        await self._alerts.create_index([("state", 1), ("region", 1), ("rule", 1)])
        await self._alerts.create_index(NEWEST_FIRST)
        for first in ("region", "agency"):
            await self._alerts.create_index([(first, 1), *NEWEST_FIRST])

    async def applied_seqs(
        self, unit: UnitOfWork, item_ids: Collection[ItemId]
    ) -> Mapping[ItemId, int]:
        """`seq` of the last status change applied, for each item that has one."""
        wanted = {"_id": {"$in": list(item_ids)}}
        rows = self._watches.find(wanted, {"seq": 1}, session=driver_session(unit))
        return {row["_id"]: row["seq"] async for row in rows}

    async def latest_reports(
        self, unit: UnitOfWork, item_ids: Collection[ItemId]
    ) -> Mapping[ItemId, ProgressRecorded]:
        """The latest report received, for each item that has one."""
        wanted = {"_id": {"$in": list(item_ids)}, "latest": {"$exists": True}}
        rows = self._watches.find(wanted, {"latest": 1}, session=driver_session(unit))
        return {row["_id"]: ProgressRecorded.model_validate(row["latest"]) async for row in rows}

    async def open_alerts(self, unit: UnitOfWork, item_ids: Collection[ItemId]) -> Sequence[Alert]:
        """The open alerts of the items."""
        wanted = {"item_id": {"$in": list(item_ids)}, "state": "open"}
        rows = self._alerts.find(wanted, session=driver_session(unit))
        return [alert_of(row) async for row in rows]

    async def alerts(
        self, alert_ids: Collection[str], unit: UnitOfWork | None = None
    ) -> Sequence[Alert]:
        """Those of the alerts that exist, open or closed."""
        wanted = {"_id": {"$in": list(alert_ids)}}
        return [
            alert_of(row) async for row in self._alerts.find(wanted, session=driver_session(unit))
        ]

    async def alert(self, alert_id: str) -> Alert | None:
        """One alert; None when there is none of this id."""
        return next(iter(await self.alerts([alert_id])), None)

    def save(self, unit: UnitOfWork, alerts: Collection[Alert]) -> None:
        """Write all fields of the alerts."""
        writes = (ReplaceOne({"_id": one.id}, alert_document(one), upsert=True) for one in alerts)
        unit.write(self._alerts, writes)

    def save_seqs(self, unit: UnitOfWork, seqs: Mapping[ItemId, int]) -> None:
        """Store that each item's status changes up to this `seq` are applied."""
        writes = (
            UpdateOne({"_id": item, "seq": {"$lt": seq}}, {"$set": {"seq": seq}}, upsert=True)
            for item, seq in seqs.items()
        )
        unit.write(self._watches, writes)

    def save_latest_reports(self, unit: UnitOfWork, reports: Collection[ProgressRecorded]) -> None:
        """Store each report as the latest of its item."""
        writes = (
            UpdateOne(
                {"_id": one.item_id},
                {"$set": {"latest": one.model_dump(mode="json")}, "$setOnInsert": {"seq": 0}},
                upsert=True,
            )
            for one in reports
        )
        unit.write(self._watches, writes)

    def wake_without_recipient(
        self, unit: UnitOfWork, regions: Collection[RegionCode], now: datetime
    ) -> None:
        """Make open alerts of the regions with a missing office due at `now`."""
        wanted = {"region": {"$in": list(regions)}, "state": "open", "without_recipient": True}
        writes = [UpdateMany(wanted, {"$set": {"wake_at": now}})]
        unit.write(self._alerts, writes, each_matches=False)

    async def due(self, now: datetime, limit: int) -> Sequence[str]:
        """Ids of open alerts with a step due, the longest due first."""
        wanted = {"wake_at": {"$gt": EPOCH, "$lte": now}}
        rows = self._alerts.find(wanted, {"_id": 1}).sort("wake_at", 1)
        return [row["_id"] async for row in rows.limit(limit)]

    async def next_wake(self) -> datetime | None:
        """The earliest instant at which a step is due."""
        row = await self._alerts.find_one({"wake_at": {"$gt": EPOCH}}, sort=[("wake_at", 1)])
        return row["wake_at"] if row else None

    async def page(
        self, query: AlertQuery, before: tuple[datetime, str] | None, limit: int
    ) -> list[Alert]:
        """Up to `limit` alerts, the last opened first, after the one named by `before`."""
        clauses: list[Document] = [matching(query)]
        if before is not None:
            at, alert_id = before
            older = {"opened_at": {"$lt": at}}
            clauses.append({"$or": [older, {"opened_at": at, "_id": {"$lt": alert_id}}]})
        rows = self._alerts.find({"$and": clauses}).sort(NEWEST_FIRST)
        return [alert_of(row) async for row in rows.limit(limit)]

    async def open_counts(self) -> OpenAlerts:
        """How many alerts are open."""
        group = {
            "_id": {"region": "$region", "rule": "$rule"},
            "open": {"$sum": 1},
            "without": {"$sum": {"$cond": ["$without_recipient", 1, 0]}},
        }
        groups = self._alerts.aggregate([{"$match": {"state": "open"}}, {"$group": group}])
        rows = [row async for row in groups]
        return OpenAlerts(
            by_region_and_rule={
                (row["_id"]["region"], row["_id"]["rule"]): row["open"] for row in rows
            },
            without_recipient=sum(row["without"] for row in rows),
        )
