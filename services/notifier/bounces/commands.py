"""`aksi alerts returned`: a mail that came back, from the mail server's pipe."""

import asyncio
import sys

import typer

from chassis.audit.trail import Trail
from chassis.clock import SystemClock
from chassis.command_trouble import sentence
from chassis.mongo.database import Database, with_password
from notifier.alerting.repository import AlertRepository
from notifier.bounces.report import NotAReport, Report, read_report
from notifier.bounces.service import Bounces, Returned
from notifier.channels.named import Channels
from notifier.channels.preferences.repository import PreferenceRepository
from notifier.channels.preferences.service import Preferences
from notifier.delivery.giving_up import GivingUp
from notifier.delivery.mailboxes.repository import MailboxRepository
from notifier.delivery.repository import DeliveryRepository
from notifier.letters.repository import LetterRepository
from notifier.settings import NotifierSettings

MAIL_MOST = 2 * 1024 * 1024
"""Octets; a report may bring the whole mail back, which is smaller than this."""
NOT_A_REPORT = 65
"""Exit code EX_DATAERR of sysexits.h: mail servers know these."""
TRY_AGAIN = 75
"""Exit code EX_TEMPFAIL: the mail server keeps the report, and brings it again."""


def add_returned(commands: typer.Typer) -> None:
    """Add the command below `aksi alerts`."""

    @commands.command()
    def returned() -> None:
        """Catat surat yang kembali, dari masukan (a mail that came back, from standard input)."""
        mail = sys.stdin.buffer.read(MAIL_MOST)
        try:
            report = read_report(mail)
        except NotAReport as error:
            typer.echo(f"bukan laporan surat kembali (not a report): {error}", err=True)
            raise typer.Exit(NOT_A_REPORT) from None
        try:
            found = asyncio.run(_take(NotifierSettings.read(), report))
        except Exception as error:  # whatever it is, the mail server has the report still
            text = sentence(error)
            said = f"{text.indonesian} ({text.english})" if text else repr(error)[:300]
            typer.echo(f"! {said}", err=True)
            raise typer.Exit(TRY_AGAIN) from None
        typer.echo(
            f"{found.notices} pemberitahuan dan {found.letters} surat kepada Dewan kembali "
            f"(notices, and letters to the council, came back)"
        )


async def _take(settings: NotifierSettings, report: Report) -> Returned:
    uri = with_password(settings.mongodb, settings.mongodb_password_file)
    database, clock = Database(uri, settings.database), SystemClock(settings.clock_offset)
    trail = Trail(database, clock)
    named = settings.named_channels(clock)
    preferences = Preferences(
        database=database,
        rows=PreferenceRepository(database),
        named=named,
        trail=trail,
        clock=clock,
    )
    deliveries = DeliveryRepository(database)
    giving_up = GivingUp(
        alerts=AlertRepository(database),
        deliveries=deliveries,
        mailboxes=MailboxRepository(database),
        senders=Channels(settings.smtp_server, named),
        channels_of=preferences.channels_of,
        domain=settings.sender.domain,
    )
    bounces = Bounces(
        database=database,
        deliveries=deliveries,
        letters=LetterRepository(database),
        giving_up=giving_up,
        policy=settings.policy(),
        trail=trail,
        clock=clock,
    )
    try:
        return await bounces.take(report)
    finally:
        database.close()
