"""Composition of the notifier: the only module that constructs its parts."""

import asyncio
from datetime import timedelta
from functools import partial

from fastapi import FastAPI

from chassis.serve import Service
from notifier.alerting import (
    list_alerts,
    on_calendar_published,
    on_council_decided,
    on_evidence_added,
    on_plan_item_published,
    on_progress_recorded,
    on_status_changed,
)
from notifier.alerting.answers import Answers
from notifier.alerting.gauges import keep_gauges
from notifier.alerting.keeping import keep_policy
from notifier.alerting.repository import AlertRepository
from notifier.alerting.service import Alerts
from notifier.delivery.repository import DeliveryRepository
from notifier.delivery.service import Letterhead, Mailing
from notifier.directory import on_account_published, on_agency_published
from notifier.directory.repository import DirectoryRepository
from notifier.ledger.repository import LedgerRepository
from notifier.metrics import NotifierMetrics
from notifier.settings import NotifierSettings


def create_app(settings: NotifierSettings) -> FastAPI:
    """Construct the whole service."""
    service = Service("notifier", settings)
    policy = settings.policy()
    metrics = NotifierMetrics(service.registry, lambda: policy().by_name)
    database = service.database
    alerts, deliveries = AlertRepository(database), DeliveryRepository(database)
    directory = DirectoryRepository(database)
    ledger = LedgerRepository(database, timedelta(days=365.25 * settings.ledger_years))
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
        ledger=ledger,
        policy=policy,
        clock=service.clock,
        domain=settings.sender.domain,
        deliver=mailing.poke,
        look=due.set,
    )
    answers = Answers(
        database=database,
        alerts=alerts,
        following=alert_service,
        policy=policy,
        clock=service.clock,
        deliver=mailing.poke,
    )
    for repository in (alerts, deliveries, directory, ledger):
        service.before(repository.prepare)
    service.wake("alerts", alert_service.escalate, alerts.next_wake, poked=due)
    service.throughout(mailing.run)
    service.throughout(partial(keep_gauges, alerts, deliveries, directory, metrics))
    service.throughout(partial(keep_policy, policy, alerts, service.clock, due.set))
    on_agency_published.routes(service.bus, alert_service.take_over_agencies)
    on_account_published.routes(service.bus, service.accounts)
    for heard in (
        on_calendar_published,
        on_plan_item_published,
        on_status_changed,
        on_progress_recorded,
        on_evidence_added,
        on_council_decided,
    ):
        heard.routes(service.bus, alert_service)
    return service.app(
        list_alerts.routes(service.auth, alerts, deliveries),
        title="Notifier: siapa diberi tahu, kapan",
    )
