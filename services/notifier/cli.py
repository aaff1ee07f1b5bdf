"""The notifier's commands."""

import typer

from chassis.serve import run_service
from notifier.app import create_app
from notifier.delivery.commands import alert_commands
from notifier.policy_commands import policy_commands
from notifier.settings import NotifierSettings


def commands(root: typer.Typer, serve: typer.Typer) -> None:
    """Add them to `aksi`."""
    root.add_typer(alert_commands(), name="alerts")

    root.add_typer(policy_commands(), name="policy")

    @serve.command()
    def notifier() -> None:
        """Kirim peringatan (serve the notifier)."""
        run_service("notifier", create_app, NotifierSettings.read())
