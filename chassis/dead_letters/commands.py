"""`aksi deadletters`: list dead letters, and replay those that can be applied after a repair."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from aiokafka.errors import KafkaError

from chassis.dead_letters.dead_letter import ORIGINS, QUEUE, RecordPosition, Replay, Wanted
from chassis.dead_letters.reader import NoSuchQueue, Reader, reading
from chassis.dead_letters.replay import Audit, AuditFailed, Replaying, Returner
from chassis.dead_letters.view import in_full, line, screen
from chassis.kafka.envelope import DeadLetterReason
from chassis.logs import log_to_stderr
from chassis.settings import Here
from chassis.terminal import escaped

FAILED = 1
Topic = Annotated[str | None, typer.Option(help="Topik asal (the original topic).")]
OnlyReason = Annotated[
    DeadLetterReason | None, typer.Option(help="Hanya alasan ini (only this reason).")
]
FromZero = Annotated[int, typer.Argument(min=0)]
MostShown = Annotated[int | None, typer.Option(min=1, help="Sekian yang pertama (the first).")]


def _queues(topic: str | None) -> list[str]:
    """The dead letter topics asked for. Raises `typer.BadParameter`."""
    if topic is None:
        return [f"{origin}{QUEUE}" for origin in ORIGINS]
    origin = topic.removesuffix(QUEUE)
    if origin not in ORIGINS:
        raise typer.BadParameter(f"{topic}: {', '.join(ORIGINS)}")
    return [f"{origin}{QUEUE}"]


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(FAILED)


def _do(settings: Here, work: Callable[[Reader], Awaitable[None]]) -> None:
    """Run `work` with a reader; an error becomes one sentence with its remedy."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # the error is printed once, below
    log_to_stderr()

    async def run() -> None:
        async with reading(settings) as reader:
            await work(reader)

    try:
        asyncio.run(run())
    except KeyboardInterrupt:
        _fail("Dihentikan; perintah yang sama boleh diulang (stopped; it may be run again).")
    except BrokenPipeError:
        raise  # the reader of our output has ended: not an error of Kafka
    except NoSuchQueue as error:
        _fail(f"{error} belum ada; buat dengan (does not exist; make it with) aksi topics create")
    except AuditFailed as error:
        _fail(
            f"Jejak tidak dapat ditulis (the audit cannot be written): {error}. "
            "Perbaiki, lalu ulangi perintah yang sama (repair it, then run the same again)."
        )
    except (KafkaError, OSError, OverflowError) as error:
        _fail(
            f"Kafka di {settings.kafka} tidak menjawab atau menolak (does not answer, or "
            f"refuses): {error!r:.300}. Periksa AKSI_KAFKA dan Kafka, lalu ulangi perintah yang "
            "sama (check both, then run the same again)."
        )


async def _list(reader: Reader, queues: list[str], wanted: Wanted, limit: int | None) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    spans = await reader.spans(queues)
    with screen("membaca (reading)", spans) as shown:
        for span in spans:
            async for record in reader.through(span):
                shown.moved()
                if not wanted.means(record):
                    continue
                if limit is None or counts.total() < limit:
                    shown.write(line(record))
                counts[record.place.topic, record.reason or "-"] += 1
    if limit is not None and counts.total() > limit:
        typer.echo(f"... dan {counts.total() - limit} lagi (more)", err=True)
    for (topic, reason), count in sorted(counts.items()):
        typer.echo(f"{topic}\t{escaped(reason)}\t{count}")
    if not counts:
        typer.echo("tidak ada catatan yang disisihkan (no dead letters)")


async def _show(reader: Reader, place: RecordPosition) -> None:
    record = await reader.one(place)
    if record is None:
        _fail(
            f"{place} tidak ada (no such record); "
            f"lihat aksi deadletters list --topic {place.topic.removesuffix(QUEUE)}"
        )
    typer.echo(in_full(record))


def dead_letter_commands() -> typer.Typer:
    """`list`, `show` and `replay`."""
    app = typer.Typer(help="Catatan yang disisihkan (dead letters).", no_args_is_help=True)

    @app.command("list")
    def list_(*, topic: Topic = None, reason: OnlyReason = None, limit: MostShown = None) -> None:
        """Daftar: antrean, partisi:offset, kapan, alasan, id, kunci (what was set aside)."""
        settings, queues = Here.read(), _queues(topic)
        _do(settings, lambda reader: _list(reader, queues, Wanted(reason), limit))

    @app.command()
    def show(topic: str, partition: FromZero, offset: FromZero) -> None:
        """Satu catatan seutuhnya, menurut tempatnya di antrean .dlq (one record in full)."""
        settings, (queue,) = Here.read(), _queues(topic)
        _do(settings, lambda reader: _show(reader, RecordPosition(queue, partition, offset)))

    @app.command()
    def replay(
        *,
        topic: Topic = None,
        reason: OnlyReason = None,
        event_id: Annotated[str | None, typer.Option(help="Hanya ce_id ini (only this).")] = None,
        limit: MostShown = None,
        rate: Annotated[float, typer.Option(min=0.01, help="Per detik (a second).")] = 50,
        audit: Annotated[
            Path | None, typer.Option(dir_okay=False, help="Jejak, ditambahkan ke berkas ini.")
        ] = None,
        apply: Annotated[bool, typer.Option("--apply/--dry-run", help="Kirim (send).")] = False,
    ) -> None:
        """Kirim kembali ke topik asalnya, seperti semula (send back as it was)."""
        settings, queues = Here.read(), _queues(topic)
        chosen = Replay(Wanted(reason, event_id), limit)
        run = Replaying(chosen, Returner(settings, rate), Audit(audit), apply)
        try:
            _do(settings, lambda reader: run.run(reader, queues))
        finally:
            typer.echo("\n".join(run.summary()), err=True)

    return app
