"""The notifier's repositories over MongoDB, with a way to read all that they keep."""

from datetime import timedelta

from chassis.mongo.database import Database
from chassis.outbox.outbox import Outbox
from contracts import AlertSent
from notifier.alerting.alert import Alert
from notifier.alerting.documents import alert_of
from notifier.alerting.repository import AlertRepository
from notifier.delivery.delivery import Delivery
from notifier.delivery.documents import delivery_of
from notifier.delivery.mailboxes.repository import MailboxRepository
from notifier.delivery.repository import DeliveryRepository
from notifier.directory.repository import DirectoryRepository
from notifier.ledger.repository import LedgerRepository

COLLECTIONS = (
    *("watches", "alerts", "ledger", "calendars", "regions", "deliveries", "mailboxes"),
    *("agencies", "outbox"),
)


class MongoStore:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.alerts = AlertRepository(database)
        self.deliveries = DeliveryRepository(database)
        self.mailboxes = MailboxRepository(database)
        self.directory = DirectoryRepository(database)
        self.ledger = LedgerRepository(database, timedelta(days=365))
        self.outbox = Outbox(database)

    async def prepare(self) -> None:
        repositories = (self.alerts, self.deliveries, self.mailboxes, self.directory, self.ledger)
        for repository in repositories:
            await repository.prepare()

    async def all_alerts(self) -> dict[str, Alert]:
        return {row["_id"]: alert_of(row) async for row in self.database["alerts"].find()}

    async def all_deliveries(self) -> dict[str, Delivery]:
        return {row["_id"]: delivery_of(row) async for row in self.database["deliveries"].find()}

    async def all_sent(self) -> list[AlertSent]:
        rows = [row async for row in self.database["outbox"].find()]
        events = [event for row in rows for event in row["events"]]
        return [AlertSent.model_validate_json(event["value"]) for event in events]

    async def lapse(self) -> None:
        for name in ("deliveries", "mailboxes"):
            await self.database[name].update_many({}, {"$unset": {"held_until": ""}})

    async def every_byte(self) -> object:
        found = (self.database[name].find().sort("_id", 1) for name in COLLECTIONS)
        return [[row async for row in rows] for rows in found]

    async def empty(self) -> None:
        for name in COLLECTIONS:
            await self.database[name].delete_many({})
