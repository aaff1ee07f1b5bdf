"""The product broken on purpose, one promise at a time: what the suite has to catch."""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any
from uuid import uuid4

from bson import Timestamp
from faststream.message import AckStatus


def auto_commit() -> None:
    """Offsets are committed as soon as records are fetched, whatever comes of them."""
    from chassis.kafka.consumer import Consumer  # noqa: PLC0415

    original = Consumer._apply

    async def _apply(self: Any, records: Sequence[Any]) -> None:
        message = self._in_hand
        await message.consumer.commit()
        await original(self, records)

    _remember_message(Consumer)
    _break(Consumer, "_apply", _apply)


def ack_early() -> None:
    """The batch is acknowledged before its transaction, and is not taken up again on trouble."""
    from chassis.kafka.consumer import Consumer  # noqa: PLC0415

    original = Consumer.on_batch

    async def on_batch(self: Any, message: Any) -> None:
        await message.ack()
        message.committed = AckStatus.ACKED
        with suppress(Exception):
            await original(self, message)

    _break(Consumer, "on_batch", on_batch)
    _break(Consumer, "_rewind", staticmethod(lambda message, records: None))


def _remember_message(consumer: Any) -> None:
    original = consumer.on_batch

    async def on_batch(self: Any, message: Any) -> None:
        self._in_hand = message
        await original(self, message)

    consumer.on_batch = on_batch


def publish_outside() -> None:
    """Events are published after the commit, and not through the outbox."""
    from chassis.kafka.producer import Producer  # noqa: PLC0415
    from chassis.mongo.database import Database  # noqa: PLC0415
    from chassis.outbox.outbox import Outbox  # noqa: PLC0415
    from chassis.outbox.rows import packed  # noqa: PLC0415
    from chassis.serve import Service  # noqa: PLC0415

    waiting: dict[int, list[dict[str, Any]]] = {}
    producers: list[Producer] = []
    construct = Service.__init__

    def __init__(self: Any, *given: Any, **named: Any) -> None:
        construct(self, *given, **named)
        producers.append(self._producer)

    def put(self: Any, unit: Any, events: Iterable[Any]) -> None:
        rows = waiting.setdefault(id(unit), [])
        rows += [{"_id": uuid4().hex, **row} for row in packed(events)]

    original = Database.transaction

    async def transaction(self: Any, work: Callable[[Any], Any], **more: Any) -> Any:
        rows: list[dict[str, Any]] = []

        async def noted(unit: Any) -> Any:
            waiting.pop(id(unit), None)
            done = await work(unit)
            rows[:] = waiting.pop(id(unit), [])
            return done

        done = await original(self, noted, **more)
        if rows:
            await producers[0].send(rows)
        return done

    _break(Service, "__init__", __init__)
    _break(Outbox, "put", put)
    _break(Database, "transaction", transaction)


def no_expected_revisions() -> None:
    """Nobody asks whether an item still has the revision of the cached copy."""
    from chassis.mongo.unit_of_work import UnitOfWork  # noqa: PLC0415

    _break(UnitOfWork, "expect_revisions", lambda *_, **__: None)


def no_version_check() -> None:
    """An older plan version displaces a newer one."""
    from dataclasses import replace  # noqa: PLC0415

    from tracker.items import service as items  # noqa: PLC0415
    from tracker.items.item import Item  # noqa: PLC0415

    _break(items, "with_plan", lambda item, plan: replace(item, plan=plan) if item else Item(plan))


def no_delivery_key() -> None:
    """A notification has no identity of its own, and no transaction prevents duplicates."""
    from notifier.delivery import delivery  # noqa: PLC0415

    _break(delivery, "delivery_key", lambda *_: uuid4().hex)
    no_transactions()


def no_transactions() -> None:
    """The notifier's steps are not all or nothing: only the delivery key prevents duplicates."""
    from chassis.mongo.database import Database  # noqa: PLC0415
    from chassis.mongo.unit_of_work import UnitOfWork  # noqa: PLC0415
    from notifier.alerting.repository import AlertRepository  # noqa: PLC0415

    class AtOnce(UnitOfWork):
        def __init__(self) -> None:
            self._own = None  # type: ignore[assignment]
            self.driver_session = None  # type: ignore[assignment]

        def insert(self, collection: Any, rows: Any, *, conflict_if_taken: bool = True) -> None:
            self._insert(collection.delegate, rows, conflict_if_taken)

        def write(self, collection: Any, writes: Any, *, each_matches: bool = True) -> None:
            self._write(collection.delegate, writes, each_matches)

        def cluster_time(self) -> Timestamp:
            return Timestamp(int(time.time()), 1)

    original = Database.transaction

    async def transaction(self: Any, work: Callable[[Any], Any], **more: Any) -> Any:
        if self._database.name != "notifier":
            return await original(self, work, **more)
        return await work(AtOnce())

    read = AlertRepository.calendars

    async def calendars(self: Any, unit: Any, regions: Any) -> Any:
        """What follows has been read, deliveries too: until the other replica reads it as well."""
        found = await read(self, unit, regions)
        await asyncio.sleep(6)
        return found

    _break(Database, "transaction", transaction)
    _break(AlertRepository, "calendars", calendars)


def note_outside() -> None:
    """What is done is noted after its transaction, and not in it."""
    from chassis.audit.trail import Trail  # noqa: PLC0415
    from chassis.mongo.database import Database  # noqa: PLC0415

    waiting: list[tuple[Any, Any]] = []

    def put(self: Any, unit: Any, *deeds: Any) -> None:
        waiting.append((self, deeds))

    original = Database.transaction

    async def transaction(self: Any, work: Callable[[Any], Any], **more: Any) -> Any:
        done = await original(self, work, **more)
        while waiting:
            trail, deeds = waiting.pop()
            await trail.record(*deeds)
        return done

    _break(Trail, "put", put)
    _break(Database, "transaction", transaction)


def count_outside() -> None:
    """How far a spreadsheet has come is noted beside the transaction that records its reports."""
    from tracker.report_sheets.documents import recording_document  # noqa: PLC0415
    from tracker.report_sheets.repository import ReportUploads  # noqa: PLC0415

    noting: list[asyncio.Future[Any]] = []

    def moved(self: Any, _unit: Any, upload_id: str, after: Any, at: Any) -> None:
        now = {"recording": recording_document(after) | {"moved_at": at}}
        noted = self._uploads.update_one({"_id": upload_id}, {"$set": now})
        noting.append(asyncio.ensure_future(noted))

    _break(ReportUploads, "moved", moved)


def cannot_decode() -> None:
    """A build that understands no submission: what a bad deploy looks like."""
    from chassis.kafka import consumer  # noqa: PLC0415
    from chassis.kafka.envelope import Undecodable  # noqa: PLC0415
    from contracts import ProgressSubmitted  # noqa: PLC0415

    original = consumer.decode  # type: ignore[attr-defined]

    def decode(kind: Any, headers: Any, value: Any) -> Any:
        if kind is ProgressSubmitted:
            raise Undecodable("invalid", "a field that this build demands is missing")
        return original(kind, headers, value)

    _break(consumer, "decode", decode)


def _break(owner: Any, name: str, by: Any) -> None:
    """Replace a seam. Raises AttributeError when it is gone: else nothing would be broken."""
    getattr(owner, name)
    setattr(owner, name, by)


BREAKS: dict[str, Callable[[], None]] = {
    one.__name__: one
    for one in (
        auto_commit,
        ack_early,
        publish_outside,
        no_expected_revisions,
        no_version_check,
        no_delivery_key,
        no_transactions,
        note_outside,
        count_outside,
        cannot_decode,
    )
}
