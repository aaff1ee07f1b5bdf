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
        found = asyncio.run(_verified(databases, earlier))
        for name, (verdict, waiting) in zip(databases, found, strict=True):
            typer.echo(_line(name, verdict, waiting))
        if any(verdict.wrong or not _is_there(verdict, waiting) for verdict, waiting in found):
            raise typer.Exit(FAILED)

    return commands


def _end(noted: str | None, databases: Sequence[str]) -> End | None:
    if noted is None:
        return None
    said = _NOTED.fullmatch(noted)
    if said is None or len(databases) != 1:
        raise typer.BadParameter("--noted NOMOR:HASH, satu basis data (one database)")
    return End(int(said[1]), said[2])


async def _verified(databases: Sequence[str], noted: End | None) -> list[tuple[Verdict, int]]:
    """Of each database the verdict, and how many entries wait for their place in the chain."""
    settings, clock = Here.read(), SystemClock()
    uri = with_password(settings.mongodb, settings.mongodb_password_file)
    found = []
    for name in databases:
        database = Database(uri, name)
        try:
            trail = Trail(database, clock)
            found.append((await trail.verify(noted), await trail.entries.waiting()))
        finally:
            database.close()
    return found


def _line(name: str, verdict: Verdict, waiting: int) -> str:
    end = verdict.end
    if verdict.wrong is not None:
        said = _WRONG[verdict.wrong]
        found = f"{said.indonesian} ({said.english})".format(verdict.number, verdict.number)
        return f"{name}: ✗ {found}; utuh sampai (intact up to) {end.number}"
    if not _is_there(verdict, waiting):
        return f"{name}: ✗ tidak ada jejak di basis data ini (no trail in this database)"
    more = f", {waiting} menunggu dirangkai (wait to be linked)" if waiting else ""
    whole = f"{end.number} baris utuh (entries intact){more}"
    return f"{name}: {whole}; akhir (end) {noted_as(end)}"


def _is_there(verdict: Verdict, waiting: int) -> bool:
    """Each service notes its start: a database without entries is another, or was emptied."""
    return bool(verdict.end.number or waiting)


def noted_as(end: End) -> str:
    """An end as `--noted` takes it."""
    return f"{end.number}:{end.hash}"
