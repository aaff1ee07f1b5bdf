"""The commands `aksi history`."""

import asyncio
from datetime import date, datetime
from typing import Annotated, TextIO

import typer

from chassis.clock import SystemClock
from chassis.mongo.database import DatabaseTrouble
from tracker.command_parts import bar, bars, database_of, fail
from tracker.evidence.proof import ProofRules, read_proof_rules
from tracker.history.service import History, Written
from tracker.settings import Settings

FORMATS = ["%Y-%m-%d"]
Since = Annotated[
    datetime | None,
    typer.Option(formats=FORMATS, help="Hari pertama; bawaan 1 Januari (first day)."),
]
Until = Annotated[
    datetime | None,
    typer.Option(formats=FORMATS, help="Hari terakhir; paling akhir kemarin (last day)."),
]


def history_commands(root: typer.Typer) -> None:
    """Add `aksi history export`."""
    history = typer.Typer(no_args_is_help=True, help="Riwayat untuk papan (history for boards).")
    root.add_typer(history, name="history")

    @history.callback()
    def of_past_days() -> None:
        pass

    @history.command()
    def export(
        file: Annotated[typer.FileTextWrite, typer.Argument(help="Tujuan; - layar (target).")],
        since: Since = None,
        until: Until = None,
    ) -> None:
        """Tulis jumlah tiap hari yang sudah lewat untuk Prometheus (past days, as OpenMetrics)."""
        _run(file, since.date() if since else None, until.date() if until else None)


def _run(out: TextIO, since: date | None, until: date | None) -> None:
    settings = Settings.read()
    try:
        rules = read_proof_rules(settings.proof_rules_file)
    except (OSError, ValueError) as error:
        fail(f"AKSI_PROOF_RULES_FILE={settings.proof_rules_file}: {error}")
    try:
        written = asyncio.run(_write(settings, rules, out, since, until))
    except DatabaseTrouble as error:
        fail(f"MongoDB (AKSI_MONGODB) tidak dapat dibaca (cannot be read): {str(error)[:200]}")
    if written.until is None:
        typer.echo("Tidak ada hari yang ditulis (no day to write).", err=True)
        return
    typer.echo(
        f"{written.days} hari sampai (days until) {written.until}, {written.agencies} perangkat "
        f"daerah (agencies), {written.series} deret (series)",
        err=True,
    )


async def _write(
    settings: Settings, rules: ProofRules, out: TextIO, since: date | None, until: date | None
) -> Written:
    database = database_of(settings)
    try:
        with bars() as shown:
            return await History(database, rules).write(
                out,
                since=since,
                until=until,
                now=SystemClock(settings.clock_offset).now(),
                moved=bar(shown, "menulis (writing)"),
            )
    finally:
        database.close()
