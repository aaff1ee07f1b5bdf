"""The notifier, put together. The only place that constructs anything."""

import asyncio
from functools import partial

from fastapi import FastAPI

from chassis.serve import Service
from notifier.alerting import list_alerts, on_progress_recorded, on_status_changed
from notifier.alerting.census import keep_counting
from notifier.alerting.repository import MongoBook
from notifier.alerting.service import Alerts
from notifier.delivery.service import Letterhead, Mailing
from notifier.directory import on_agency_published
from notifier.metrics import NotifierMetrics
from notifier.settings import NotifierSettings


def create_app(settings: NotifierSettings) -> FastAPI:
    """The whole service, ready to be served."""
    service = Service("notifier", settings)
    policy = settings.policy()
    metrics = NotifierMetrics(service.registry, policy.by_name)
    book = MongoBook(service.database, service.outbox)
    mailing = Mailing(
        book=book,
        sender=settings.smtp_server,
        letterhead=Letterhead(settings.sender, settings.portal_url),
        policy=policy,
        clock=service.clock,
        metrics=metrics,
    )
    due = asyncio.Event()
    alerts = Alerts(
        book, policy, service.clock, settings.sender.domain, deliver=mailing.poke, look=due.set
    )
    service.before(book.prepare)
    service.wake("alerts", alerts.climb, book.next_wake, poked=due)
    service.throughout(mailing.run)
    service.throughout(partial(keep_counting, book.census, metrics))
    on_status_changed.routes(service.bus, alerts)
    on_agency_published.routes(service.bus, alerts)
    on_progress_recorded.routes(service.bus, alerts)
    return service.app(
        list_alerts.routes(service.auth, book), title="Notifier: siapa diberi tahu, kapan"
    )
