"""The console script `aksi`: the commands of the chassis and of each service."""

import asyncio
import logging
import os
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated

import typer

from chassis.audit.commands import audit_commands
from chassis.auth.keys import new_key
from chassis.command_trouble import sentence
from chassis.dead_letters.commands import dead_letter_commands
from chassis.kafka.topics import create_topics
from chassis.settings import Here

Commands = Callable[[typer.Typer, typer.Typer], None]


def _topics() -> typer.Typer:
    topics = typer.Typer(help="Topik Kafka (Kafka topics).", no_args_is_help=True)

    @topics.callback()
    def about() -> None:
        """Topik Kafka (Kafka topics)."""

    @topics.command()
    def create() -> None:
        """Buat topik yang belum ada (create the missing topics)."""
        logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # `run` prints the error once
        made = asyncio.run(create_topics(Here.read()))
        typer.echo("\n".join(made) if made else "semua topik sudah ada (all topics exist)")

    return topics


def _keys() -> typer.Typer:
    keys = typer.Typer(help="Kunci token (token keys).", no_args_is_help=True)

    @keys.callback()
    def about() -> None:
        """Kunci token (token keys)."""

    @keys.command()
    def new(file: Annotated[Path, typer.Argument(help="Tempat kunci disimpan.")]) -> None:
        """Tulis kunci tanda tangan baru (write a new signing key)."""
        try:
            new_key(file)
        except FileExistsError:
            typer.echo(f"{file} sudah ada dan tidak ditimpa (exists, left as it is)", err=True)
            raise typer.Exit(1) from None
        typer.echo(str(file))

    return keys


def run(*services: Commands) -> None:
    """Run the command line with the commands of `services`."""
    root = typer.Typer(no_args_is_help=True, pretty_exceptions_show_locals=False)
    serve = typer.Typer(help="Jalankan layanan (run a service).", no_args_is_help=True)

    @serve.callback()
    def about() -> None:
        """Jalankan layanan (run a service)."""

    root.add_typer(serve, name="serve")
    root.add_typer(_topics(), name="topics")
    root.add_typer(_keys(), name="keys")
    root.add_typer(dead_letter_commands(), name="deadletters")
    root.add_typer(audit_commands(), name="audit")
    for commands in services:
        commands(root, serve)
    try:
        root()
    except Exception as error:
        text = sentence(error)
        if text is None or os.environ.get("AKSI_TRACEBACK"):
            raise
        typer.echo(f"! {text.indonesian} ({text.english})", err=True)
        raise SystemExit(1) from None


def main() -> None:
    """Run `aksi` with the commands of every installed service."""
    run(*(entry.load() for entry in entry_points(group="aksi.commands")))
