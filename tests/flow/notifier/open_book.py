"""The real book, with a way to read it from cover to cover."""

from chassis.mongo.database import Database
from chassis.outbox.outbox import Outbox
from contracts import AlertSent
from notifier.alerting.alert import Alert
from notifier.alerting.documents import alert_of, delivery_of
from notifier.alerting.repository import MongoBook
from notifier.delivery.delivery import Delivery


class OpenMongoBook(MongoBook):
    """Can be read from cover to cover, and emptied."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, Outbox(database))
        self.rows = database["outbox"]
        self._everything = (self.watches, self.alerts, self.deliveries, self.agencies, self.rows)

    async def all_alerts(self) -> dict[str, Alert]:
        return {row["_id"]: alert_of(row) async for row in self.alerts.find()}

    async def all_deliveries(self) -> dict[str, Delivery]:
        return {row["_id"]: delivery_of(row) async for row in self.deliveries.find()}

    async def all_said(self) -> list[AlertSent]:
        rows = [row async for row in self.rows.find()]
        said = [event for row in rows for event in row["events"]]
        return [AlertSent.model_validate_json(event["value"]) for event in said]

    async def lapse(self) -> None:
        await self.deliveries.update_many({}, {"$unset": {"held_until": ""}})

    async def every_byte(self) -> object:
        return [[row async for row in one.find().sort("_id", 1)] for one in self._everything]

    async def empty(self) -> None:
        for one in self._everything:
            await one.delete_many({})
