"""What the notifier keeps, as its services are given it, with a way to read all of it."""

from typing import Protocol

from chassis.mongo.database import Database
from chassis.outbox.outbox import Outbox
from contracts import AlertSent
from notifier.alerting.alert import Alert
from notifier.alerting.repository import AlertRepository
from notifier.delivery.delivery import Delivery
from notifier.delivery.mailboxes.repository import MailboxRepository
from notifier.delivery.repository import DeliveryRepository
from notifier.directory.repository import DirectoryRepository
from notifier.ledger.repository import LedgerRepository


class Store(Protocol):
    database: Database
    alerts: AlertRepository
    deliveries: DeliveryRepository
    mailboxes: MailboxRepository
    directory: DirectoryRepository
    ledger: LedgerRepository
    outbox: Outbox

    async def all_alerts(self) -> dict[str, Alert]: ...
    async def all_deliveries(self) -> dict[str, Delivery]: ...
    async def all_sent(self) -> list[AlertSent]: ...
    async def lapse(self) -> None:
        """As when every lease on a delivery has run out."""

    async def every_byte(self) -> object:
        """Everything that is kept, in a form that compares."""
