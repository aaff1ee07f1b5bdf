"""`aksi alerts retry`: what was given up is tried again."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from chassis.audit.entry import SYSTEM
from chassis.audit.trail import Trail
from chassis.clock import SystemClock
from chassis.mongo.database import Database, with_password
from notifier.delivery.replay import Replay
from notifier.delivery.repository import DeliveryRepository
from notifier.settings import NotifierSettings

DAY = "%Y-%m-%d"


def alert_commands() -> typer.Typer:
    """The commands below `aksi alerts`."""
    commands = typer.Typer(help="Peringatan (alerts).", no_args_is_help=True)

    @commands.callback()
    def about() -> None:
        """Peringatan (alerts)."""

    @commands.command()
    def retry(
        channel: Annotated[
            str | None, typer.Option(help="Hanya saluran ini (only this channel).")
        ] = None,
        since: Annotated[
            datetime | None,
            typer.Option(formats=[DAY], help="Sejak hari ini, UTC (of this day or later, UTC)."),
        ] = None,
    ) -> None:
        """Coba lagi kiriman yang gagal (try again what was given up)."""
        after = since.replace(tzinfo=UTC) if since else None
        count = asyncio.run(_retry(NotifierSettings.read(), channel, after))
        typer.echo(f"{count} kiriman dicoba lagi (deliveries are tried again)")

    return commands


async def _retry(settings: NotifierSettings, channel: str | None, since: datetime | None) -> int:
    uri = with_password(settings.mongodb, settings.mongodb_password_file)
    database, clock = Database(uri, settings.database), SystemClock(settings.clock_offset)
    try:
        deliveries = DeliveryRepository(database)
        replay = Replay(
            database=database,
            deliveries=deliveries,
            trail=Trail(database, clock),
            clock=clock,
            domain=settings.sender.domain,
        )
        failed = await deliveries.failed(channel, since)
        return await replay.replay([one.key for one in failed], SYSTEM)
    finally:
        database.close()
