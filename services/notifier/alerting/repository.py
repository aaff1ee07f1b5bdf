"""The notifier's episodes in MongoDB, and what it has heard of each subject."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from pymongo import ReplaceOne, UpdateMany, UpdateOne

from chassis.mongo.database import Database
from chassis.mongo.matching import matching
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from chassis.query import ScopedQuery
from contracts import CalendarPublished
from contracts.account import Scope
from contracts.words import AgencyCode, RegionCode
from notifier.alerting.alert import Alert
from notifier.alerting.census import OpenAlerts
from notifier.alerting.days import Days
from notifier.alerting.documents import (
    Document,
    alert_document,
    alert_of,
    watch_document,
    watch_of,
)
from notifier.alerting.query import AlertQuery
from notifier.alerting.watch import Watch

EPOCH = datetime.fromtimestamp(0, UTC)
NEWEST_FIRST = [("opened_at", -1), ("_id", -1)]
_POLICY = "policy"
LONG_AGO = date(2000, 1, 1)


class AlertRepository:
    """Collections `alerts`: the episodes; `watches`: what was heard of each subject, and when it
    has to be looked at again; `calendars` by region; `applied`: the policy that was applied last;
    `regions`: the day on which the first item of each came.
    """

    def __init__(self, database: Database) -> None:
        self._alerts = database["alerts"]
        self._watches = database["watches"]
        self._calendars = database["calendars"]
        self._applied = database["applied"]
        self._regions = database["regions"]

    async def prepare(self) -> None:
        """Create the indexes: each serves a query below."""
        await self._watches.create_index(
            "wake_at", partialFilterExpression={"wake_at": {"$gt": EPOCH}}
        )
        await self._watches.create_index([("region", 1), ("agency", 1)])
        for place in ("region", "agency"):
            await self._watches.create_index(
                [(place, 1)], partialFilterExpression={"open": True}, name=f"{place}_open"
            )
        await self._alerts.create_index([("item_id", 1), ("active", 1)])
        await self._alerts.create_index([("state", 1), ("region", 1), ("rule", 1)])
        await self._alerts.create_index(NEWEST_FIRST)
        for first in ("region", "agency"):
            await self._alerts.create_index([(first, 1), *NEWEST_FIRST])
        await self._take_over_earlier()

    async def _take_over_earlier(self) -> None:
        """Open episodes of an earlier release are looked at by this one."""
        earlier = {"state": "open", "active": {"$exists": False}}
        items = await self._alerts.distinct("item_id", earlier)
        if items:
            now = {"$currentDate": {"wake_at": True}}
            await self._watches.update_many({"_id": {"$in": items}}, now)
            await self._alerts.update_many(earlier, {"$set": {"active": True}})
        if await self._regions.find_one({}) is None:  # none of theirs is new to us
            for region in await self._alerts.distinct("region"):
                await self._regions.insert_one({"_id": region, "began": LONG_AGO.isoformat()})

    async def watches(self, unit: UnitOfWork, subjects: Collection[str]) -> Mapping[str, Watch]:
        """What was heard of those of the subjects of which something was."""
        rows = self._watches.find({"_id": {"$in": list(subjects)}}, session=driver_session(unit))
        return {row["_id"]: watch_of(row) async for row in rows}

    async def active_alerts(self, unit: UnitOfWork, subjects: Collection[str]) -> Sequence[Alert]:
        """The episodes of the subjects that are open, have not settled, or are to be looked at."""
        wanted = {"item_id": {"$in": list(subjects)}, "active": True}
        rows = self._alerts.find(wanted, session=driver_session(unit))
        return [alert_of(row) async for row in rows]

    async def alerts(
        self, alert_ids: Collection[str], unit: UnitOfWork | None = None
    ) -> Sequence[Alert]:
        """Those of the episodes that exist, open or closed."""
        wanted = {"_id": {"$in": list(alert_ids)}}
        return [
            alert_of(row) async for row in self._alerts.find(wanted, session=driver_session(unit))
        ]

    async def alert(self, alert_id: str) -> Alert | None:
        """One episode; None when there is none of this id."""
        return next(iter(await self.alerts([alert_id])), None)

    def save(self, unit: UnitOfWork, alerts: Iterable[Alert]) -> None:
        """Write all fields of the episodes."""
        writes = (ReplaceOne({"_id": one.id}, alert_document(one), upsert=True) for one in alerts)
        unit.write(self._alerts, writes)

    def save_watches(self, unit: UnitOfWork, watches: Mapping[str, tuple[Watch, bool]]) -> None:
        """Write what was heard of the subjects, each with whether it has an active episode."""
        writes = (
            ReplaceOne({"_id": subject}, watch_document(watch, is_open=is_open), upsert=True)
            for subject, (watch, is_open) in watches.items()
        )
        unit.write(self._watches, writes)

    def wake(self, unit: UnitOfWork, alert_ids: Collection[str], now: datetime) -> None:
        """Look at the episodes again at once, closed ones as well."""
        subjects = [alert_id.partition(":")[2].rpartition(":")[0] for alert_id in alert_ids]
        again = [UpdateMany({"_id": {"$in": list(alert_ids)}}, {"$set": {"active": True}})]
        unit.write(self._alerts, again, each_matches=False)
        due = [UpdateMany({"_id": {"$in": subjects}}, {"$set": {"wake_at": now}})]
        unit.write(self._watches, due, each_matches=False)

    def wake_offices(
        self,
        unit: UnitOfWork,
        agencies: Collection[AgencyCode],
        regions: Collection[RegionCode],
        now: datetime,
    ) -> None:
        """Look again at the open episodes of the agencies, and of the regions."""
        wanted = [{"agency": {"$in": list(agencies)}}, {"region": {"$in": list(regions)}}]
        writes = [UpdateMany({"open": True, **one}, {"$set": {"wake_at": now}}) for one in wanted]
        unit.write(self._watches, writes, each_matches=False)

    async def due(self, now: datetime, limit: int) -> Sequence[str]:
        """Subjects that are due to be looked at, the longest due first."""
        wanted = {"wake_at": {"$gt": EPOCH, "$lte": now}}
        rows = self._watches.find(wanted, {"_id": 1}).sort("wake_at", 1)
        return [row["_id"] async for row in rows.limit(limit)]

    async def next_wake(self) -> datetime | None:
        """The earliest instant at which a subject is due."""
        row = await self._watches.find_one({"wake_at": {"$gt": EPOCH}}, sort=[("wake_at", 1)])
        return row["wake_at"] if row else None

    async def calendars(
        self, unit: UnitOfWork, regions: Collection[RegionCode]
    ) -> Mapping[RegionCode, CalendarPublished]:
        """The calendars of those of the regions that have one."""
        rows = self._calendars.find({"_id": {"$in": list(regions)}}, session=driver_session(unit))
        return {row["_id"]: CalendarPublished.model_validate(row) async for row in rows}

    async def save_newer_calendars(
        self, unit: UnitOfWork, calendars: Collection[CalendarPublished], now: datetime
    ) -> None:
        """Write each calendar unless the same or a newer version is stored, and look again at all
        subjects of its region.
        """
        known = await self.calendars(unit, [one.region for one in calendars])
        newer = {
            one.region: one
            for one in sorted(calendars, key=lambda one: one.version)
            if one.region not in known or one.version > known[one.region].version
        }
        writes = [
            ReplaceOne({"_id": region}, one.model_dump(mode="json"), upsert=True)
            for region, one in newer.items()
        ]
        unit.write(self._calendars, writes)
        if newer:
            looked = UpdateMany({"region": {"$in": list(newer)}}, {"$set": {"wake_at": now}})
            unit.write(self._watches, [looked], each_matches=False)

    async def apply_policy(self, fingerprint: str, rules: Sequence[str], now: datetime) -> bool:
        """Look again at every subject if this is another policy than the one applied last; `rules`
        are the names of its rules.
        """
        row = await self._applied.find_one({"_id": _POLICY})
        if row is not None and row["fingerprint"] == fingerprint:
            return False
        await self._watches.update_many({}, {"$set": {"wake_at": now}})
        known = {"_id": _POLICY, "fingerprint": fingerprint, "rules": list(rules)}
        await self._applied.replace_one({"_id": _POLICY}, known, upsert=True)
        return True

    async def began(
        self, unit: UnitOfWork, regions: Collection[RegionCode]
    ) -> Mapping[RegionCode, date]:
        """The day on which the first item of each region came, where one has."""
        rows = self._regions.find({"_id": {"$in": list(regions)}}, session=driver_session(unit))
        return {row["_id"]: date.fromisoformat(row["began"]) async for row in rows}

    def save_regions(
        self, unit: UnitOfWork, regions: Mapping[RegionCode, tuple[date, str]]
    ) -> None:
        """Store of new regions the day on which their first item came, and their time zone."""
        writes = (
            UpdateOne(
                {"_id": region},
                {"$setOnInsert": {"began": day.isoformat(), "time_zone": time_zone}},
                upsert=True,
            )
            for region, (day, time_zone) in regions.items()
        )
        unit.write(self._regions, writes)

    async def region_days(self) -> Mapping[RegionCode, Days]:
        """The days of each region that something was heard of."""
        zones = {row["_id"]: row.get("time_zone") async for row in self._regions.find({})}
        rows = [CalendarPublished.model_validate(row) async for row in self._calendars.find({})]
        known = {region: Days(zone) for region, zone in zones.items() if zone}
        return {**known, **{one.region: Days(one.time_zone, one) for one in rows}}

    async def page(
        self,
        query: AlertQuery,
        before: tuple[datetime, str] | None,
        limit: int,
        *,
        rules: Collection[str] | None = None,
        but: Collection[str] = (),
    ) -> list[Alert]:
        """Up to `limit` episodes, the last opened first, after the one named by `before`: those of
        `rules` where given, and none of the rules `but`.
        """
        clauses: list[Document] = [matching(query)]
        if rules is not None:
            clauses.append({"rule": {"$in": list(rules)}})
        if but:
            clauses.append({"rule": {"$nin": list(but)}})
        if before is not None:
            at, alert_id = before
            older = {"opened_at": {"$lt": at}}
            clauses.append({"$or": [older, {"opened_at": at, "_id": {"$lt": alert_id}}]})
        rows = self._alerts.find({"$and": clauses}).sort(NEWEST_FIRST)
        return [alert_of(row) async for row in rows.limit(limit)]

    async def responsible(self, scope: Scope) -> Collection[AgencyCode]:
        """The agencies of a scope that are responsible for a subject."""
        found = await self._watches.distinct("agency", matching(ScopedQuery(scope)))
        return [one for one in found if one is not None]

    async def open_counts(self) -> OpenAlerts:
        """How many episodes are open."""
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
