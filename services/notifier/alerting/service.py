"""Applies status changes, reports and the clock to the alerts, each in one transaction."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from chassis.clock import Clock
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from contracts import ProgressRecorded, StatusChanged
from contracts.words import ItemId, Status
from notifier.alerting.alert import Alert, apply_changes, escalate, latest_of, with_latest
from notifier.alerting.policy import Policy
from notifier.alerting.repository import AlertRepository
from notifier.delivery.delivery import Delivery, new_delivery, resolved_notices
from notifier.delivery.repository import DeliveryRepository
from notifier.directory.repository import DirectoryRepository


class Alerts:
    """Opens, escalates and closes alerts, and adds pending deliveries for the messages to send."""

    def __init__(
        self,
        *,
        database: Database,
        alerts: AlertRepository,
        deliveries: DeliveryRepository,
        directory: DirectoryRepository,
        policy: Policy,
        clock: Clock,
        domain: str,
        deliver: Callable[[], None] = lambda: None,
        look: Callable[[], None] = lambda: None,
    ) -> None:
        """`domain` is the domain of our Message-IDs. `deliver` is called when deliveries were
        added, `look` when an alert may be due at once.
        """
        self._database = database
        self._alerts = alerts
        self._deliveries = deliveries
        self._directory = directory
        self._policy = policy
        self._clock = clock
        self._domain = domain
        self._deliver = deliver
        self._look = look

    async def follow(self, changes: Sequence[StatusChanged]) -> None:
        """Open and close alerts by status changes; idempotent."""
        now = self._clock.now()
        by_item: dict[ItemId, list[StatusChanged]] = defaultdict(list)
        for change in changes:
            by_item[change.item_id].append(change)
        await self._database.transaction(lambda unit: self._follow(unit, by_item, now))
        self._deliver()
        self._look()

    async def _follow(
        self, unit: UnitOfWork, by_item: Mapping[ItemId, list[StatusChanged]], now: datetime
    ) -> None:
        applied = await self._alerts.applied_seqs(unit, by_item)
        open_alerts: dict[ItemId, list[Alert]] = defaultdict(list)
        for alert in await self._alerts.open_alerts(unit, by_item):
            open_alerts[alert.item_id].append(alert)
        seqs: dict[ItemId, int] = {}
        touched: list[Alert] = []
        not_done: list[ItemId] = []
        for item_id, changes in by_item.items():
            before = applied.get(item_id, 0)
            seq, moved = apply_changes(self._policy, before, open_alerts[item_id], changes, now)
            touched += moved
            if seq > before:
                seqs[item_id] = seq
                if max(changes, key=lambda change: change.seq).to_status is not Status.DONE:
                    not_done.append(item_id)
        if not seqs:
            return
        latest = await self._alerts.latest_reports(unit, {alert.item_id for alert in touched})
        touched = [with_latest(alert, latest.get(alert.item_id)) for alert in touched]
        self._alerts.save_seqs(unit, seqs)
        self._alerts.save(unit, touched)
        await self._close(unit, [alert for alert in touched if not alert.open], now)
        self._deliveries.withdraw_resolved_notices(unit, not_done)

    async def _close(self, unit: UnitOfWork, closed: Sequence[Alert], now: datetime) -> None:
        """Withdraw pending deliveries, and add resolved notices for those who were notified."""
        if not closed:
            return
        ids = [alert.id for alert in closed]
        by_alert: dict[str, list[Delivery]] = defaultdict(list)
        for one in await self._deliveries.of_alerts(ids, unit):
            by_alert[one.alert].append(one)
        self._deliveries.withdraw(unit, ids)
        await self._deliveries.add(
            unit,
            (
                notice
                for alert in closed
                for notice in resolved_notices(alert, by_alert[alert.id], now, self._domain)
            ),
        )

    async def hear(self, reports: Sequence[ProgressRecorded]) -> None:
        """Store the latest report of each item, for its present and future alerts; idempotent."""
        latest: dict[ItemId, ProgressRecorded] = {}
        for report in reports:
            latest[report.item_id] = latest_of(latest.get(report.item_id), report)
        await self._database.transaction(lambda unit: self._hear(unit, latest))

    async def _hear(self, unit: UnitOfWork, latest: Mapping[ItemId, ProgressRecorded]) -> None:
        stored = await self._alerts.latest_reports(unit, latest)
        newer = {
            item_id: report
            for item_id, report in latest.items()
            if latest_of(stored.get(item_id), report) is report
        }
        if not newer:
            return
        open_alerts = await self._alerts.open_alerts(unit, newer)
        self._alerts.save_latest_reports(unit, list(newer.values()))
        self._alerts.save(unit, [with_latest(alert, newer[alert.item_id]) for alert in open_alerts])

    async def escalate(self, now: datetime, limit: int) -> int:
        """Take every step due by `now`, of up to `limit` alerts; returns how many had one due."""
        due = await self._alerts.due(now, limit)
        if due:
            await self._database.transaction(lambda unit: self._escalate(unit, due, now))
            self._deliver()
        return len(due)

    async def _escalate(self, unit: UnitOfWork, ids: Sequence[str], now: datetime) -> None:
        due = [
            alert
            for alert in await self._alerts.alerts(ids, unit)
            if alert.open and alert.wake_at is not None and alert.wake_at <= now
        ]
        agencies = {alert.facts.agency for alert in due}
        regions = {alert.facts.region for alert in due}
        offices = await self._directory.offices(unit, agencies, regions)
        escalated = [escalate(self._policy, alert, offices, now) for alert in due]
        self._alerts.save(unit, [alert for alert, _ in escalated])
        await self._deliveries.add(
            unit,
            (
                new_delivery(alert, notification, now, self._domain)
                for alert, notifications in escalated
                for notification in notifications
            ),
        )
