"""Composition of the notifier: the only module that constructs its parts."""

import asyncio
from functools import partial

from fastapi import FastAPI

from chassis.serve import Service
from notifier.alerting import list_alerts, on_progress_recorded, on_status_changed
from notifier.alerting.gauges import keep_gauges
from notifier.alerting.repository import AlertRepository
from notifier.alerting.service import Alerts
from notifier.delivery.repository import DeliveryRepository
from notifier.delivery.service import Letterhead, Mailing
from notifier.directory import on_account_published, on_agency_published
from notifier.directory.repository import DirectoryRepository
from notifier.directory.service import Directory
from notifier.metrics import NotifierMetrics
from notifier.settings import NotifierSettings


def create_app(settings: NotifierSettings) -> FastAPI:
    """Construct the whole service."""
    service = Service("notifier", settings)
    policy = settings.policy()
    metrics = NotifierMetrics(service.registry, policy.by_name)
    database = service.database
    alerts, deliveries = AlertRepository(database), DeliveryRepository(database)
    directory = DirectoryRepository(database)
    mailing = Mailing(
        database=database,
        alerts=alerts,
        deliveries=deliveries,
        directory=directory,
        outbox=service.outbox,
        sender=settings.smtp_server,
        letterhead=Letterhead(settings.sender, settings.portal_url),
        policy=policy,
        clock=service.clock,
        metrics=metrics,
    )
    due = asyncio.Event()
    alert_service = Alerts(
        database=database,
        alerts=alerts,
        deliveries=deliveries,
        directory=directory,
        policy=policy,
        clock=service.clock,
        domain=settings.sender.domain,
        deliver=mailing.poke,
        look=due.set,
    )
    offices = Directory(database=database, directory=directory, alerts=alerts, clock=service.clock)
    for repository in (alerts, deliveries, directory):
        service.before(repository.prepare)
    service.wake("alerts", alert_service.escalate, alerts.next_wake, poked=due)
    service.throughout(mailing.run)
    service.throughout(partial(keep_gauges, alerts, deliveries, directory, metrics))
    on_status_changed.routes(service.bus, alert_service)
    on_agency_published.routes(service.bus, offices)
    on_account_published.routes(service.bus, service.accounts)
    on_progress_recorded.routes(service.bus, alert_service)
    return service.app(
        list_alerts.routes(service.auth, alerts, deliveries),
        title="Notifier: siapa diberi tahu, kapan",
    )
