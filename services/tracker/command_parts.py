"""What the tracker's commands have in common: their database, their bars, how they fail."""

from collections.abc import Callable
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from chassis.mongo.database import Database, with_password
from tracker.settings import Settings

FAILED = 1
Moved = Callable[[int, int], None]
"""Called with how much is done, and of how much."""


def fail(message: str) -> NoReturn:
    """End the command with a sentence."""
    typer.echo(message, err=True)
    raise typer.Exit(FAILED)


def database_of(settings: Settings) -> Database:
    """The tracker's database."""
    try:
        uri = with_password(settings.mongodb, settings.mongodb_password_file)
    except OSError as error:
        fail(f"AKSI_MONGODB_PASSWORD_FILE: {error}")
    return Database(uri, settings.database)


def bars() -> Progress:
    """Progress bars: shown on a terminal only, and removed when the work is done."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def bar(shown: Progress, what: str) -> Moved:
    """Another bar of these."""
    task = shown.add_task(what, total=None)
    return lambda done, of: shown.update(task, completed=done, total=of)
