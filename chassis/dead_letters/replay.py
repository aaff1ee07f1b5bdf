"""Replay of dead letters: each record is acknowledged and written to the audit."""

import asyncio
import getpass
import os
import time
from collections.abc import Awaitable
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path

import typer
from prometheus_client import CollectorRegistry

from chassis.clock import SystemClock
from chassis.dead_letters.dead_letter import (
    ORIGINS,
    DeadLetter,
    NotReplayable,
    Replay,
    Replayed,
    audit_line,
)
from chassis.dead_letters.reader import Reader
from chassis.dead_letters.view import Screen, line, screen
from chassis.kafka.producer import Producer
from chassis.metrics import ChassisMetrics
from chassis.settings import ServiceSettings
from chassis.terminal import escaped

FINISH_WITHIN_SECONDS = 20.0


class AuditFailed(Exception):
    """The audit file cannot be written, with its path and the reason."""


class Audit:
    """Audit lines, flushed to disk before the next record is sent; without a file, none."""

    def __init__(self, file: Path | None) -> None:
        self._file = file

    def append(self, entry: str) -> None:
        """Add `entry`; "" only tests that the file can be written. Raises `AuditFailed`."""
        if self._file is None:
            return
        try:
            with self._file.open("a", encoding="utf-8") as out:
                out.write(entry)
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            raise AuditFailed(f"{self._file}: {error.strerror}") from None


class Returner:
    """Sends records to their original topic, at most `rate` a second."""

    def __init__(self, settings: ServiceSettings, rate: float) -> None:
        metrics = ChassisMetrics(CollectorRegistry())
        self._producer = Producer(settings, "deadletters", metrics)
        self._apart = 1 / rate
        self._next_at = time.monotonic()

    async def pause(self) -> None:
        """Wait until the next record may be sent."""
        now = time.monotonic()
        await asyncio.sleep(max(0.0, self._next_at - now))
        self._next_at = max(self._next_at, now) + self._apart

    async def send(self, back: Replayed) -> None:
        """Send; returns when acknowledged by the broker. Raises `KafkaError` or `OSError`."""
        await self._producer.send_raw(
            back.origin.topic, key=back.key, value=back.value, head=back.headers
        )

    async def stop(self) -> None:
        """Close, within a bounded time."""
        await self._producer.stop()


def _who() -> str:
    """The login user; in a container perhaps only the user id."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


@dataclass(slots=True)
class Replaying:
    """One run over the dead letters; without `apply` it is a dry run and sends nothing."""

    replay: Replay
    returner: Returner
    audit: Audit
    apply: bool
    sent: int = 0
    topics: set[str] = field(default_factory=set)
    by: str = field(default_factory=_who)
    clock: SystemClock = field(default_factory=SystemClock)

    async def run(self, reader: Reader, queues: list[str]) -> None:
        """Go through `queues` once. Raises `KafkaError`, `OSError` or `AuditFailed`."""
        if self.apply:
            self.audit.append("")
        spans = await reader.spans(queues)
        try:
            with screen("mengirim ulang (replaying)", spans) as shown:
                for span in spans:
                    async with aclosing(reader.through(span)) as records:
                        async for record in records:
                            if self.replay.full:
                                return
                            shown.moved()
                            await self._one(record, shown)
        finally:
            await self.returner.stop()

    async def _one(self, record: DeadLetter, shown: Screen) -> None:
        try:
            back = self.replay.choose(record)
        except NotReplayable as unfit:
            why = escaped(f"{unfit.why.indonesian} ({unfit.why.english})")
            typer.echo(f"{record.place} dilewati (skipped): {why}", err=True)
            return
        if back is None:
            return
        if not self.apply:
            shown.write(line(record))
            return
        await self.returner.pause()
        await _to_its_end(self._send(record, back, shown))

    async def _send(self, record: DeadLetter, back: Replayed, shown: Screen) -> None:
        await self.returner.send(back)
        self.sent += 1
        self.topics.add(back.origin.topic)
        entry = audit_line(record, back.origin.topic, at=self.clock.now(), by=self.by)
        try:
            self.audit.append(f"{entry}\n")
        finally:
            shown.write(entry)

    def summary(self) -> list[str]:
        """The result of the run, and the remaining work, as lines."""
        rest = (
            f"berulang (repeated) {self.replay.repeated}, "
            f"tidak dapat dikirim (unfit) {self.replay.unfit}"
        )
        if not self.apply:
            chosen = f"akan dikirim ulang (to be replayed) {self.replay.chosen}"
            return [f"{chosen}, {rest}; tidak ada yang dikirim tanpa --apply (nothing was sent)"]
        return [f"dikirim ulang (replayed) {self.sent}, {rest}", *self._to_be_done()]

    def _to_be_done(self) -> list[str]:
        return [
            f"{topic} menyimpan yang terakhir per kunci: minta {ORIGINS[topic].producer} "
            "menerbitkan ulang semuanya, supaya yang terakhir juga yang terbaru "
            "(have it publish everything again, so that the last is the newest)"
            for topic in sorted(self.topics)
            if ORIGINS[topic].retention == "compacted"
        ]


async def _to_its_end(work: Awaitable[None]) -> None:
    """Finish `work` also after Ctrl-C: what was sent is also in the audit."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        done, _ = await asyncio.wait([task], timeout=FINISH_WITHIN_SECONDS)
        for finished in done:
            finished.result()
        raise
