"""What the tracker adds to the console script `aksi`."""

import typer

from chassis.serve import run_service
from tracker.app import create_app
from tracker.settings import Settings


def commands(_root: typer.Typer, serve: typer.Typer) -> None:
    """Add the tracker's commands."""

    @serve.command()
    def tracker() -> None:
        """Terima laporan dan tetapkan status (take reports, tell statuses)."""
        run_service("tracker", create_app, Settings.read())
