"""`aksi audit verify`: whether the trails of databases are all there and unchanged."""

import asyncio
import re
from collections.abc import Sequence
from typing import Annotated

import typer

from chassis.audit.entry import End, Verdict, Wrong
from chassis.audit.trail import Trail
from chassis.clock import SystemClock
from chassis.mongo.database import Database, with_password
from chassis.settings import Here
from chassis.text import Text

FAILED = 1
_NOTED = re.compile(r"(\d{1,15}):([0-9a-f]{64})")
_WRONG = {
    Wrong.MISSING: Text("baris {} hilang", "entry {} is missing"),
    Wrong.CHANGED: Text("baris {} diubah", "entry {} was changed"),
    Wrong.SHORT: Text(
        "tidak sampai ke akhir yang dicatat; periksa sejak baris {}",
        "does not lead over the end that was noted; look from entry {}",
    ),
}


def audit_commands() -> typer.Typer:
    """The commands below `aksi audit`."""
    commands = typer.Typer(help="Jejak audit (the audit trail).", no_args_is_help=True)

    @commands.callback()
    def about() -> None:
        """Jejak audit (the audit trail)."""

    @commands.command()
    def verify(
        databases: Annotated[list[str], typer.Argument(help="planner tracker notifier")],
        noted: Annotated[
            str | None,
            typer.Option(help="Akhir yang dicatat dahulu, NOMOR:HASH (an end noted earlier)."),
        ] = None,
    ) -> None:
        """Periksa rantai hash setiap jejak (verify the chain of each trail)."""
        earlier = _end(noted, databases)
        verdicts = asyncio.run(_verified(databases, earlier))
        for name, verdict in zip(databases, verdicts, strict=True):
            typer.echo(_line(name, verdict))
        if any(verdict.wrong for verdict in verdicts):
            raise typer.Exit(FAILED)

    return commands


def _end(noted: str | None, databases: Sequence[str]) -> End | None:
    if noted is None:
        return None
    said = _NOTED.fullmatch(noted)
    if said is None or len(databases) != 1:
        raise typer.BadParameter("--noted NOMOR:HASH, satu basis data (one database)")
    return End(int(said[1]), said[2])


async def _verified(databases: Sequence[str], noted: End | None) -> list[Verdict]:
    settings, clock = Here.read(), SystemClock()
    uri = with_password(settings.mongodb, settings.mongodb_password_file)
    verdicts = []
    for name in databases:
        database = Database(uri, name)
        try:
            verdicts.append(await Trail(database, clock).verify(noted))
        finally:
            database.close()
    return verdicts


def _line(name: str, verdict: Verdict) -> str:
    end = verdict.end
    if verdict.wrong is None:
        return f"{name}: {end.number} baris utuh (entries intact); akhir (end) {noted_as(end)}"
    said = _WRONG[verdict.wrong]
    found = f"{said.indonesian} ({said.english})".format(verdict.number, verdict.number)
    return f"{name}: ✗ {found}; utuh sampai (intact up to) {end.number}"


def noted_as(end: End) -> str:
    """An end as `--noted` takes it."""
    return f"{end.number}:{end.hash}"
