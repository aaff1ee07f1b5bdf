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
    Consumer._apply = _apply  # type: ignore[method-assign]


def ack_early() -> None:
    """The batch is acknowledged before its transaction, and is not taken up again on trouble."""
    from chassis.kafka.consumer import Consumer  # noqa: PLC0415

    original = Consumer.on_batch

    async def on_batch(self: Any, message: Any) -> None:
        await message.ack()
        message.committed = AckStatus.ACKED
        with suppress(Exception):
            await original(self, message)

    Consumer.on_batch = on_batch  # type: ignore[method-assign]
    Consumer._rewind = staticmethod(lambda message, records: None)  # type: ignore[method-assign]


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

    def put(self: Any, session: Any, events: Iterable[Any]) -> None:
        rows = waiting.setdefault(id(session), [])
        rows += [{"_id": uuid4().hex, **row} for row in packed(events)]

    original = Database.transaction

    async def transaction(self: Any, work: Callable[[Any], Any], **more: Any) -> Any:
        rows: list[dict[str, Any]] = []

        async def noted(session: Any) -> Any:
            waiting.pop(id(session), None)
            done = await work(session)
            rows[:] = waiting.pop(id(session), [])
            return done

        done = await original(self, noted, **more)
        if rows:
            await producers[0].send(rows)
        return done

    Service.__init__ = __init__  # type: ignore[method-assign]
    Outbox.put = put  # type: ignore[method-assign]
    Database.transaction = transaction  # type: ignore[method-assign]


def no_rev_gate() -> None:
    """Nobody asks whether an item still stands at the revision that it was known at."""
    from chassis.mongo.session import Session  # noqa: PLC0415

    Session.gate = lambda *_, **__: None  # type: ignore[method-assign]


def no_version_gate() -> None:
    """An older plan version displaces a newer one."""
    from dataclasses import replace  # noqa: PLC0415

    from tracker.items import service as items  # noqa: PLC0415
    from tracker.items.item import Item  # noqa: PLC0415

    items.replanned = lambda item, plan: replace(item, plan=plan) if item else Item(plan)  # type: ignore[attr-defined]


def no_delivery_key() -> None:
    """A telling has no identity of its own, and no transaction holds two of them apart."""
    from notifier.delivery import delivery  # noqa: PLC0415

    delivery.delivery_key = lambda alert, step, recipient: uuid4().hex
    no_transactions()


def no_transactions() -> None:
    """The notifier's steps are not all or nothing: only the delivery key holds tellings apart."""
    from notifier.alerting.repository import MongoBook, MongoPage  # noqa: PLC0415

    class AtOnce:
        at_once = None

        def insert(self, collection: Any, rows: Iterable[Any]) -> None:
            collection.delegate.insert_many(list(rows))

        def instant(self) -> Timestamp:
            return Timestamp(int(time.time()), 1)

    async def transaction(self: Any, work: Callable[[Any], Any]) -> Any:
        return await work(MongoPage(self, AtOnce()))  # type: ignore[arg-type]

    read = MongoPage.alerts

    async def alerts(self: Any, ids: Any) -> Any:
        found = await read(self, ids)
        await asyncio.sleep(0.4)
        return found

    MongoBook.transaction = transaction  # type: ignore[method-assign]
    MongoPage.alerts = alerts  # type: ignore[method-assign]


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

    consumer.decode = decode  # type: ignore[attr-defined, assignment]


BREAKS: dict[str, Callable[[], None]] = {
    one.__name__: one
    for one in (
        auto_commit,
        ack_early,
        publish_outside,
        no_rev_gate,
        no_version_gate,
        no_delivery_key,
        no_transactions,
        cannot_decode,
    )
}
