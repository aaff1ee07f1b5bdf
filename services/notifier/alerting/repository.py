"""The book in MongoDB. The only module that imports the driver.

Collections: `watches` (seq and latest report by item), `alerts`, `deliveries` (the ledger),
`agencies`.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from pymongo import InsertOne, ReplaceOne, ReturnDocument, UpdateOne
from pymongo.errors import BulkWriteError

from chassis.kafka.envelope import Outgoing
from chassis.mongo.database import Database
from chassis.mongo.matching import matching
from chassis.mongo.session import Collection as Documents
from chassis.mongo.session import Session, Stale, driven
from chassis.outbox.outbox import Outbox
from contracts import AgencyPublished, AlertSent, ProgressRecorded
from contracts.words import AgencyCode, ContactRole, ItemId, RegionCode
from notifier.alerting.alert import Alert
from notifier.alerting.book import Census
from notifier.alerting.documents import (
    Document,
    alert_document,
    alert_of,
    delivery_document,
    delivery_of,
)
from notifier.alerting.policy import CLOSING_STEP
from notifier.alerting.query import AlertQuery
from notifier.delivery.delivery import Delivery, State
from notifier.directory.recipients import Offices

T = TypeVar("T")
Write = InsertOne[Document] | ReplaceOne[Document] | UpdateOne

EPOCH = datetime.fromtimestamp(0, UTC)
DUPLICATE_KEY = 11000
PENDING = State.PENDING.value
NEWEST_FIRST = [("opened_at", -1), ("_id", -1)]


class MongoBook:
    """The notifier's reads and writes."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database = database
        self.outbox = outbox
        self.watches = database["watches"]
        self.alerts = database["alerts"]
        self.deliveries = database["deliveries"]
        self.agencies = database["agencies"]

    async def prepare(self) -> None:
        """The indexes: each serves a query below."""
        await self.alerts.create_index(
            "wake_at", partialFilterExpression={"wake_at": {"$gt": EPOCH}}
        )
        await self.alerts.create_index([("item_id", 1), ("state", 1)])
        await self.alerts.create_index([("state", 1), ("region", 1), ("rule", 1)])
        await self.alerts.create_index(NEWEST_FIRST)
        for first in ("region", "agency"):
            await self.alerts.create_index([(first, 1), *NEWEST_FIRST])
        await self.deliveries.create_index([("state", 1), ("next_at", 1)])
        await self.deliveries.create_index([("item_id", 1), ("state", 1)])
        await self.deliveries.create_index("alert")
        await self.agencies.create_index("region")

    async def transaction(self, work: Callable[["MongoPage"], Awaitable[T]]) -> T:
        """Run `work`, perhaps several times, and commit what it wrote once."""

        async def within(session: Session) -> T:
            return await work(MongoPage(self, session))

        return await self._database.transaction(within)

    async def due(self, now: datetime, limit: int) -> Sequence[str]:
        """Ids of open alerts with a step due, the longest due first."""
        found = self.alerts.find({"wake_at": {"$gt": EPOCH, "$lte": now}}, {"_id": 1})
        return [row["_id"] async for row in found.sort("wake_at", 1).limit(limit)]

    async def next_wake(self) -> datetime | None:
        """The earliest instant at which a step falls due."""
        row = await self.alerts.find_one({"wake_at": {"$gt": EPOCH}}, sort=[("wake_at", 1)])
        return row["wake_at"] if row else None

    async def claim(self, now: datetime, lease: timedelta) -> Delivery | None:
        """A pending delivery whose time has come; out of reach until it is written, or for `lease`.

        The lease is measured by the database's clock: one of ours that jumps ends none.
        """
        free = {"$expr": {"$lt": ["$held_until", "$$NOW"]}}  # so is a line that has none
        held_until = {"$add": ["$$NOW", lease // timedelta(milliseconds=1)]}
        row = await self.deliveries.find_one_and_update(
            {"state": PENDING, "next_at": {"$lte": now}, **free},
            [{"$set": {"held_until": held_until, "attempts": {"$add": ["$attempts", 1]}}}],
            sort=[("next_at", 1)],
            return_document=ReturnDocument.AFTER,
        )
        return delivery_of(row) if row else None

    async def alert(self, alert_id: str) -> Alert | None:
        """One alert as it stands."""
        row = await self.alerts.find_one({"_id": alert_id})
        return alert_of(row) if row else None

    async def agency_name(self, agency: AgencyCode) -> str:
        """The agency's name, or its code while nothing is known of it."""
        row = await self.agencies.find_one({"_id": agency}, {"name": 1})
        return str(row["name"]) if row else agency

    async def newest(
        self, wanted: AlertQuery, before: tuple[datetime, str] | None, limit: int
    ) -> list[Alert]:
        """Up to `limit` alerts, the last opened first, behind the one named by `before`."""
        clauses: list[Document] = [matching(wanted)]
        if before is not None:
            at, alert_id = before
            older = {"opened_at": {"$lt": at}}
            clauses.append({"$or": [older, {"opened_at": at, "_id": {"$lt": alert_id}}]})
        found = self.alerts.find({"$and": clauses}).sort(NEWEST_FIRST).limit(limit)
        return [alert_of(row) async for row in found]

    async def deliveries_of(self, alerts: Collection[str]) -> list[Delivery]:
        """The lines of the ledger that belong to the alerts, in the order they were made."""
        found = self.deliveries.find({"alert": {"$in": list(alerts)}})
        return [delivery_of(row) async for row in found.sort([("created_at", 1), ("_id", 1)])]

    async def census(self) -> Census:
        """What the gauges show."""
        groups = self.alerts.aggregate(
            [
                {"$match": {"state": "open"}},
                {
                    "$group": {
                        "_id": {"region": "$region", "rule": "$rule"},
                        "open": {"$sum": 1},
                        "without": {"$sum": {"$cond": ["$without_recipient", 1, 0]}},
                    }
                },
            ]
        )
        rows = [row async for row in groups]
        return Census(
            open_alerts={(row["_id"]["region"], row["_id"]["rule"]): row["open"] for row in rows},
            regions=await self.agencies.distinct("region"),
            without_recipient=sum(row["without"] for row in rows),
            pending=await self.deliveries.count_documents({"state": PENDING}),
            failed=await self.deliveries.count_documents({"state": State.FAILED.value}),
        )


class MongoPage:
    """The book within one transaction."""

    def __init__(self, book: MongoBook, session: Session) -> None:
        self._book = book
        self._session = session

    async def followed(self, items: Collection[ItemId]) -> Mapping[ItemId, int]:
        """`seq` of the last status change followed, for each item that has one."""
        rows = await self._find(self._book.watches, {"_id": {"$in": list(items)}})
        return {row["_id"]: row["seq"] for row in rows}

    async def alerts_of(self, items: Collection[ItemId]) -> Sequence[Alert]:
        """The open alerts of the items."""
        wanted = {"item_id": {"$in": list(items)}, "state": "open"}
        return [alert_of(row) for row in await self._find(self._book.alerts, wanted)]

    async def alerts(self, ids: Collection[str]) -> Sequence[Alert]:
        """The alerts by these ids, open or closed."""
        rows = await self._find(self._book.alerts, {"_id": {"$in": list(ids)}})
        return [alert_of(row) for row in rows]

    async def deliveries_of(self, alerts: Collection[str]) -> Sequence[Delivery]:
        """The lines of the ledger that belong to the alerts."""
        rows = await self._find(self._book.deliveries, {"alert": {"$in": list(alerts)}})
        return [delivery_of(row) for row in rows]

    async def reports_of(self, items: Collection[ItemId]) -> Mapping[ItemId, ProgressRecorded]:
        """The latest report heard of, for each item that has one."""
        wanted = {"_id": {"$in": list(items)}, "latest": {"$exists": True}}
        rows = await self._find(self._book.watches, wanted)
        return {row["_id"]: ProgressRecorded.model_validate(row["latest"]) for row in rows}

    async def offices(
        self, agencies: Collection[AgencyCode], regions: Collection[RegionCode]
    ) -> Offices:
        """These agencies, and those of the regions that have a delivery team."""
        team = {"region": {"$in": list(regions)}, "contacts.role": ContactRole.DELIVERY_TEAM.value}
        rows = await self._find(
            self._book.agencies, {"$or": [{"_id": {"$in": list(agencies)}}, team]}
        )
        return Offices([AgencyPublished.model_validate(row) for row in rows])

    async def mark_followed(self, seqs: Mapping[ItemId, int]) -> None:
        """Each item's changes up to this `seq` have had their effect."""
        await self._write(
            self._book.watches,
            (
                UpdateOne({"_id": item, "seq": {"$lt": seq}}, {"$set": {"seq": seq}}, upsert=True)
                for item, seq in seqs.items()
            ),
        )

    async def keep_reports(self, reports: Collection[ProgressRecorded]) -> None:
        """Each is the latest of its item now."""
        await self._write(
            self._book.watches,
            (
                UpdateOne(
                    {"_id": report.item_id},
                    {
                        "$set": {"latest": report.model_dump(mode="json")},
                        "$setOnInsert": {"seq": 0},
                    },
                    upsert=True,
                )
                for report in reports
            ),
        )

    async def keep_alerts(self, alerts: Collection[Alert]) -> None:
        """Write the alerts whole."""
        await self._write(
            self._book.alerts,
            (ReplaceOne({"_id": alert.id}, alert_document(alert), upsert=True) for alert in alerts),
        )

    async def add_deliveries(self, deliveries: Iterable[Delivery]) -> None:
        """New lines; a key that is in the ledger already stays as it is."""
        rows = [delivery_document(delivery) for delivery in deliveries]
        wanted = {"_id": {"$in": [row["_id"] for row in rows]}}
        known = {row["_id"] for row in await self._find(self._book.deliveries, wanted)}
        await self._write(
            self._book.deliveries, (InsertOne(row) for row in rows if row["_id"] not in known)
        )

    async def keep_delivery(self, delivery: Delivery) -> None:
        """Write a line whole."""
        row = delivery_document(delivery)
        await self._write(self._book.deliveries, [ReplaceOne({"_id": row["_id"]}, row)])

    async def withdraw(self, alerts: Collection[str]) -> None:
        """What is still pending of the alerts is not to be sent any more."""
        await self._withdraw({"alert": {"$in": list(alerts)}})

    async def withdraw_farewells(self, items: Collection[ItemId]) -> None:
        """The items are not done after all: pending messages that say so are not to be sent."""
        await self._withdraw({"item_id": {"$in": list(items)}, "step": CLOSING_STEP})

    async def _withdraw(self, wanted: Document) -> None:
        await self._book.deliveries.update_many(
            {**wanted, "state": PENDING},
            {"$set": {"state": State.WITHDRAWN.value}},
            session=driven(self._session),
        )

    async def keep_agencies(
        self, agencies: Collection[AgencyPublished]
    ) -> Sequence[AgencyPublished]:
        """Keep each agency unless the same or a newer version of it is there; those kept."""
        wanted = {"_id": {"$in": [one.agency for one in agencies]}}
        rows = await self._find(self._book.agencies, wanted)
        known = {row["_id"]: row["version"] for row in rows}
        newer = [one for one in agencies if one.version > known.get(one.agency, 0)]
        await self._write(
            self._book.agencies,
            (
                ReplaceOne({"_id": one.agency}, one.model_dump(mode="json"), upsert=True)
                for one in newer
            ),
        )
        return newer

    async def wake_without_recipient(self, regions: Collection[RegionCode], now: datetime) -> None:
        """Have the open alerts of the regions that miss an office look again at `now`."""
        await self._book.alerts.update_many(
            {"region": {"$in": list(regions)}, "state": "open", "without_recipient": True},
            {"$set": {"wake_at": now}},
            session=driven(self._session),
        )

    async def say(self, event: AlertSent) -> None:
        """Publish the event when, and only when, the transaction commits."""
        out = Outgoing(event=event, id=event.delivery, at=event.sent_at)
        self._book.outbox.put(self._session, [out])

    async def _find(self, documents: "Documents[Document]", wanted: Document) -> list[Document]:
        return [row async for row in documents.find(wanted, session=driven(self._session))]

    async def _write(self, documents: "Documents[Document]", writes: Iterable[Write]) -> None:
        """All of `writes`. Raises `Stale` where another transaction was there first."""
        batch = list(writes)
        if not batch:
            return
        try:
            await documents.bulk_write(batch, ordered=False, session=driven(self._session))
        except BulkWriteError as error:
            codes = {fault["code"] for fault in (error.details or {}).get("writeErrors", ())}
            if codes == {DUPLICATE_KEY}:
                raise Stale("someone else wrote it first") from error
            raise
