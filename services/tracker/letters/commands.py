"""The commands `aksi letter`."""

import asyncio

import typer

from chassis.audit.trail import Trail
from chassis.clock import SystemClock
from chassis.mongo.database import DatabaseTrouble
from tracker.command_parts import database_of, fail
from tracker.letters.asking import LetterAsking, NotAsked
from tracker.letters.letter_days import LetterWeek
from tracker.letters.repository import LetterRepository
from tracker.periods.repository import PeriodRepository
from tracker.settings import Settings


def letter_commands(root: typer.Typer) -> None:
    """Add `aksi letter make`."""
    letter = typer.Typer(no_args_is_help=True, help="Surat mingguan Dewan (letters).")
    root.add_typer(letter, name="letter")

    @letter.callback()
    def to_the_council() -> None:
        pass

    @letter.command()
    def make(region: str) -> None:
        """Buat surat pekan ini sekarang juga, sebelum waktunya (this week's letter, at once)."""
        try:
            week = asyncio.run(_make(Settings.read(), region))
        except NotAsked as error:
            fail(str(error))
        except DatabaseTrouble as error:
            fail(f"MongoDB (AKSI_MONGODB) tidak dapat dibaca (cannot be read): {str(error)[:200]}")
        typer.echo(f"surat {week} dibuat pelacak dalam beberapa detik (made within seconds)")


async def _make(settings: Settings, region: str) -> LetterWeek:
    database, clock = database_of(settings), SystemClock(settings.clock_offset)
    try:
        asking = LetterAsking(
            LetterRepository(database), PeriodRepository(database), Trail(database, clock)
        )
        return await asking.ask(region, clock.now())
    finally:
        database.close()
