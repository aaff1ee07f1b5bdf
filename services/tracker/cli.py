"""The tracker's commands of the console script `aksi`: `serve tracker`, `rebuild`, `bands`,
`history`, `letter`, `sipd`.
"""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from aiokafka.errors import KafkaError

from chassis.audit.trail import Trail
from chassis.clock import SystemClock
from chassis.mongo.database import DatabaseTrouble
from chassis.outbox.outbox import Outbox
from chassis.serve import run_service
from chassis.sheets.refusal import FileRefused
from tracker.app import create_app
from tracker.as_of.repository import AsOfRepository
from tracker.bands.rescored import rescored_lines
from tracker.bands.scheme import Scheme, read_schemes
from tracker.bands.service import rescored
from tracker.command_parts import FAILED, bar, bars, database_of, fail
from tracker.history.commands import history_commands
from tracker.items.repository import ItemRepository
from tracker.letters.commands import letter_commands
from tracker.repair.plan_topic import TOPIC, PlanTopic, TopicMissing
from tracker.repair.rebuild import Difference
from tracker.repair.repository import RecordRepository
from tracker.repair.service import Counts, Rebuilding
from tracker.reporting.repository import ReportRepository
from tracker.review.repository import ReviewRepository
from tracker.settings import Settings
from tracker.sipd.export_lines import export_lines, read_export
from tracker.status.rule_set import RuleSet, read_rules


def _show(mark: str, difference: Difference) -> None:
    typer.echo(
        f"{mark} {difference.item_id} {difference.field}: tersimpan (stored) {difference.stored}; "
        f"seharusnya (recomputed) {difference.recomputed}"
    )


def _rules(settings: Settings) -> RuleSet:
    try:
        return read_rules(settings.rules_file)
    except (OSError, ValueError) as error:
        fail(f"AKSI_RULES_FILE={settings.rules_file}: {error}")


async def _rebuild(settings: Settings, *, apply: bool) -> bool:
    """Compare and, with `apply`, repair; True when no difference remains."""
    rules, database = _rules(settings), database_of(settings)
    counts = Counts()
    try:
        await database.ping()
        async with PlanTopic(settings) as topic:
            clock = SystemClock(settings.clock_offset)
            rebuilding = Rebuilding(
                database=database,
                items=ItemRepository(database),
                recorded=RecordRepository(database),
                outbox=Outbox(database),
                clock=clock,
                rules=rules,
                topic=topic,
                trail=Trail(database, clock),
                reviews=ReviewRepository(database),
                after_repair=AsOfRepository(database).forget,
            )
            with bars() as shown:
                await topic.catch_up(bar(shown, f"membaca (reading) {TOPIC}"))
                looked = bar(shown, "membandingkan (comparing)")
                differing = await rebuilding.differing(counts, looked)
            if topic.unreadable:
                typer.echo(f"{topic.unreadable} rekaman di {TOPIC} tidak terbaca (unreadable)")
            return await _show_result(rebuilding, differing, counts, apply=apply)
    finally:
        database.close()


async def _show_result(
    rebuilding: Rebuilding, differing: list[str], counts: Counts, *, apply: bool
) -> bool:
    looked_at = (
        f"{counts.items} rencana aksi (items), {counts.reports} laporan (reports), "
        f"{counts.status_changes} perubahan status (status changes)"
    )
    if not differing:
        typer.echo(f"tidak ada yang berbeda (nothing differs): {looked_at}")
        return True
    if not apply:
        count = await rebuilding.report_differences(differing, partial(_show, "✗"))
        typer.echo(
            f"{count} perbedaan pada {len(differing)} rencana aksi (differences, items), dari "
            f"{looked_at}. Tidak ada yang diubah; betulkan dengan --apply (nothing was changed)."
        )
        return False
    left = await rebuilding.repair(differing, partial(_show, "✓"), partial(_show, "✗"))
    if not left:
        typer.echo(f"{len(differing)} rencana aksi dibetulkan (items repaired), dari {looked_at}")
        return True
    typer.echo(
        f"{left} perbedaan tidak dapat dibetulkan dari sini (cannot be repaired from here). "
        "`plan`: jalankan `aksi plan republish`, lalu ulangi (then run this again). "
        "Selain itu: pulihkan cadangan tracker (otherwise restore the tracker's backup)."
    )
    return False


def _run(settings: Settings, *, apply: bool) -> None:
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # the errors are reported below
    again = "Pastikan ia hidup, lalu ulangi (make sure it runs, then try again)."
    try:
        if not asyncio.run(_rebuild(settings, apply=apply)):
            raise typer.Exit(FAILED)
    except TopicMissing:
        fail(
            f"Topik {TOPIC} belum ada di {settings.kafka}: `aksi topics create`, lalu "
            "`aksi plan republish` (the topic is missing; create it and send the plan again)."
        )
    except DatabaseTrouble as error:
        reason = str(error)[:200]
        fail(f"MongoDB (AKSI_MONGODB) tidak dapat dibaca (cannot be read): {reason}\n{again}")
    except (KafkaError, OSError, TimeoutError) as error:
        where = f"Kafka (AKSI_KAFKA={settings.kafka})"
        fail(f"{where} tidak dapat dibaca (cannot be read): {error!r}\n{again}")


def _show_export(file: Path) -> None:
    try:
        found = asyncio.run(read_export(file, Settings.read()))
    except FileRefused as error:
        fail("\n".join(fault.message.indonesian for fault in error.faults))
    except OSError as error:
        fail(f"{file}: {error}")
    for line in export_lines(found):
        typer.echo(line)


async def _rescore(settings: Settings, new: Sequence[Scheme], region: str | None) -> None:
    old, database = read_schemes(settings.band_schemes_file), database_of(settings)
    try:
        with bars() as shown:
            task = shown.add_task("menilai ulang (rescoring)", total=None)
            found = await rescored(
                ItemRepository(database),
                ReportRepository(database),
                old=old,
                new=new,
                region=region,
                now=SystemClock(settings.clock_offset).now(),
                moved=lambda done: shown.update(task, completed=done),
            )
    finally:
        database.close()
    for line in rescored_lines(found, old, new):
        typer.echo(line)
    typer.echo("Tidak ada yang diubah (nothing was changed).")


def _run_rescoring(file: Path, region: str | None) -> None:
    try:
        new = read_schemes(file)
    except (OSError, ValueError) as error:
        fail(f"{file}: {error}")
    try:
        asyncio.run(_rescore(Settings.read(), new, region))
    except DatabaseTrouble as error:
        fail(f"MongoDB (AKSI_MONGODB) tidak dapat dibaca (cannot be read): {str(error)[:200]}")


def commands(root: typer.Typer, serve: typer.Typer) -> None:
    """Add the tracker's commands."""

    @serve.command()
    def tracker() -> None:
        """Terima laporan dan tetapkan status (take reports, tell statuses)."""
        run_service("tracker", create_app, Settings.read())

    @root.command()
    def rebuild(
        *,
        apply: Annotated[
            bool, typer.Option("--apply/--dry-run", help="Betulkan yang berbeda (repair).")
        ] = False,
    ) -> None:
        """Hitung ulang setiap rencana aksi dari laporan dan rencana (recompute every item)."""
        _run(Settings.read(), apply=apply)

    bands = typer.Typer(no_args_is_help=True, help="Skema penilaian (band schemes).")
    root.add_typer(bands, name="bands")

    @bands.callback()
    def of_schemes() -> None:
        pass

    @bands.command()
    def rescore(
        file: Path,
        region: Annotated[str | None, typer.Option(help="Satu daerah (one region).")] = None,
    ) -> None:
        """Nilai ulang semua laporan dengan skema di FILE (what other limits would have said)."""
        _run_rescoring(file, region)

    history_commands(root)
    letter_commands(root)

    @root.command()
    def sipd(file: Path) -> None:
        """Baca ekspor RAK atau LRA dari SIPD, dan tunjukkan selisihnya (read an export of SIPD)."""
        _show_export(file)
