"""The notifier's commands."""

import typer

from chassis.serve import run_service
from notifier.app import create_app
from notifier.bounces.commands import add_returned
from notifier.delivery.commands import alert_commands
from notifier.policy_commands import policy_commands
from notifier.settings import NotifierSettings


def commands(root: typer.Typer, serve: typer.Typer) -> None:
    """Add them to `aksi`."""
    alerts = alert_commands()
    add_returned(alerts)
    root.add_typer(alerts, name="alerts")
    root.add_typer(policy_commands(), name="policy")

    @serve.command()
    def notifier() -> None:
        """Kirim peringatan (serve the notifier)."""
        run_service("notifier", create_app, NotifierSettings.read())
