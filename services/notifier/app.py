"""Composition of the notifier: the only module that constructs its parts."""

import asyncio
from datetime import timedelta
from functools import partial

from fastapi import APIRouter, FastAPI

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
from notifier.alerting.policy_file import PolicyFile
from notifier.alerting.region_days import RegionDays
from notifier.alerting.repository import AlertRepository
from notifier.alerting.service import Alerts
from notifier.channels.named import Channels
from notifier.channels.preferences import manage_channels
from notifier.channels.preferences.repository import PreferenceRepository
from notifier.channels.preferences.service import Preferences
from notifier.deeds import DEEDS, DETAILS, answer_deed
from notifier.delivery.delivery import MAIL
from notifier.delivery.gauges import keep_delivery_gauges
from notifier.delivery.mailboxes.repository import MailboxRepository
from notifier.delivery.repository import DeliveryRepository
from notifier.delivery.retention import keep_retention
from notifier.delivery.service import Mailing
from notifier.delivery.taking import Limits
from notifier.delivery.writing import Letterhead
from notifier.directory import on_account_published, on_agency_published
from notifier.directory.repository import DirectoryRepository
from notifier.ledger.repository import LedgerRepository
from notifier.letters import on_council_letter
from notifier.letters.mailing import LetterMailing
from notifier.letters.message import LetterWriter
from notifier.letters.repository import LetterRepository
from notifier.letters.service import LetterPost
from notifier.metrics import NotifierMetrics
from notifier.pages import (
    post_answer,
    post_channels,
    post_test_message,
    show_alerts,
    show_ledger,
    show_policy,
    show_response,
    show_samples,
)
from notifier.pages.alert_pages import ALERTS, AlertPages
from notifier.pages.channel_pages import ChannelPages
from notifier.pages.policy_document import PolicyDocuments
from notifier.pages.repository import AgencyBook
from notifier.pages.sample_letters import SampleLetters
from notifier.responding.holders import Holders
from notifier.responding.links import Links
from notifier.responding.repository import SecretRepository
from notifier.responding.service import Responding
from notifier.settings import NotifierSettings
from notifier.test_messages.service import TestMessages


def create_app(settings: NotifierSettings) -> FastAPI:
    """Construct the whole service."""
    service = Service("notifier", settings)
    policy = settings.policy()
    metrics = NotifierMetrics(service.registry, lambda: policy().by_name)
    database = service.database
    alerts, deliveries = AlertRepository(database), DeliveryRepository(database)
    mailboxes = MailboxRepository(database)
    directory = DirectoryRepository(database)
    days = RegionDays(alerts, policy)
    ledger = LedgerRepository(database, timedelta(days=365.25 * settings.ledger_years))
    links = Links(
        SecretRepository(database), service.clock, settings.site_notifier or settings.portal_url
    )
    named_channels = settings.named_channels(service.clock)
    preferences = PreferenceRepository(database)
    chosen_channels = Preferences(
        database=database,
        rows=preferences,
        named=named_channels,
        trail=service.trail,
        clock=service.clock,
    )
    mailing = Mailing(
        database=database,
        alerts=alerts,
        deliveries=deliveries,
        mailboxes=mailboxes,
        directory=directory,
        outbox=service.outbox,
        senders=Channels(settings.smtp_server, named_channels),
        channels_of=chosen_channels.channels_of,
        letterhead=Letterhead(settings.sender, settings.portal_url, links.page(ALERTS)),
        limits=lambda: Limits(policy().give_up_after, policy().messages_an_hour),
        next_digest=days.next_digest,
        working_days_left=days.left,
        respond_link=links.respond_link,
        per_minute={MAIL: settings.smtp_per_minute} if settings.smtp_per_minute else {},
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
        tell=service.outbox.put,
        channels_of=chosen_channels.channels_of_all,
        took=lambda one: metrics.took(*one),
    )
    answers = Answers(
        database=database,
        alerts=alerts,
        following=alert_service,
        policy=policy,
        clock=service.clock,
        deliver=mailing.poke,
        answered=lambda alert, unit: service.trail.put(unit, answer_deed(alert)),
    )
    for repository in (alerts, deliveries, mailboxes, directory, ledger, preferences):
        service.before(repository.prepare)
    service.before(days.read)
    service.before(links.prepare)
    service.wake("alerts", alert_service.escalate, alerts.next_wake, poked=due)
    service.throughout(mailing.run)
    service.throughout(days.keep)
    service.throughout(named_channels.run)
    service.throughout(partial(keep_delivery_gauges, deliveries, mailboxes, service.clock, metrics))
    service.throughout(partial(keep_retention, deliveries, alerts, ledger.keep, service.clock))
    service.throughout(partial(keep_gauges, alerts, directory, metrics))
    service.throughout(partial(keep_policy, policy, alerts, service.clock, due.set))
    _letters(service, settings)
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
    page_routers = _pages(
        service,
        settings,
        policy,
        alerts=alerts,
        deliveries=deliveries,
        directory=directory,
        ledger=ledger,
        answers=answers,
        links=links,
        channels=chosen_channels,
    )
    return service.app(
        list_alerts.routes(service.auth, alerts, deliveries),
        manage_channels.routes(chosen_channels, service.auth),
        *page_routers,
        title="Notifier: siapa diberi tahu, kapan",
        deeds=DEEDS,
        details=DETAILS,
    )


def _letters(service: Service, settings: NotifierSettings) -> None:
    """The weekly letters to the council."""
    rows, mailed = LetterRepository(service.database), asyncio.Event()
    post = LetterPost(
        database=service.database,
        rows=rows,
        clock=service.clock,
        domain=settings.sender.domain,
        deliver=mailed.set,
    )
    mailing = LetterMailing(
        database=service.database,
        rows=rows,
        sender=settings.smtp_server,
        writer=LetterWriter(settings.sender, settings.portal_url),
        clock=service.clock,
    )
    service.before(rows.prepare)
    service.wake("letters", post.due, rows.next_wake, poked=post.poked)
    service.wake("letter-mails", mailing.due, rows.next_delivery, poked=mailed)
    on_council_letter.routes(service.bus, post)


def _pages(
    service: Service,
    settings: NotifierSettings,
    policy: PolicyFile,
    *,
    alerts: AlertRepository,
    deliveries: DeliveryRepository,
    directory: DirectoryRepository,
    ledger: LedgerRepository,
    answers: Answers,
    links: Links,
    channels: Preferences,
) -> list[APIRouter]:
    """What people see and answer; those that are more particular first."""
    database, clock = service.database, service.clock
    pages = service.pages("/peringatan", "notifier.pages")
    alert_pages = AlertPages(
        pages,
        episodes=alerts,
        deliveries=deliveries,
        ledger=ledger,
        agencies=AgencyBook(database),
        policy=PolicyDocuments(policy),
        answers=answers,
        clock=clock,
        zone=settings.time_zone,
    )
    responding = Responding(
        links=links,
        episodes=alerts,
        deliveries=deliveries,
        mailboxes=Holders(database, directory).mailboxes,
        answers=answers,
        clock=clock,
    )
    messages = TestMessages(
        database=database,
        ledger=ledger,
        trail=service.trail,
        sender=settings.smtp_server,
        mail_from=settings.sender,
        clock=clock,
        zone=settings.time_zone,
    )
    letters = SampleLetters(settings.sender, settings.portal_url)
    return [
        show_response.routes(
            pages, responding, lambda: policy().acknowledged_working_days, directory.name
        ),
        show_ledger.routes(alert_pages, ledger, service.trail),
        show_policy.routes(alert_pages),
        show_samples.routes(alert_pages, lambda: letters.at(clock.now())),
        post_test_message.routes(alert_pages, messages, ledger),
        post_channels.routes(ChannelPages(alert_pages, channels)),
        show_alerts.routes(alert_pages),
        post_answer.routes(alert_pages),
    ]
