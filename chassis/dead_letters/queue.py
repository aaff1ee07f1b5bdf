"""Writing dead letters, and the limit on their number."""

import time
from collections.abc import Callable
from typing import TypeAlias

import structlog
from aiokafka import ConsumerRecord
from aiokafka.errors import MessageSizeTooLargeError

from chassis.clock import Clock
from chassis.dead_letters.dead_letter import LEFT_OUT, QUEUE, WAS_NULL, RecordPosition
from chassis.kafka.envelope import DeadLetterReason
from chassis.kafka.producer import Producer
from chassis.metrics import ChassisMetrics

log = structlog.get_logger()

Record: TypeAlias = ConsumerRecord  # type: ignore[type-arg,unused-ignore]


LONGEST_KEY = 1024
"""Bytes of the key that are kept in the dead letter of a record that is too large."""


class TooManyDeadLetters(Exception):
    """The limit is reached: the cause is more likely this service than so many bad records."""


class DeadLetterLimit:
    """At most `most` records within any `window_seconds`; one more ends it until restart."""

    def __init__(
        self, most: int, window_seconds: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.most = most
        self.window_seconds = window_seconds
        self._monotonic = monotonic
        self._counted: dict[RecordPosition, float] = {}
        self.reached = False

    def admits(self, place: RecordPosition) -> bool:
        """Whether the record at `place` may be dead-lettered; it counts once in a window."""
        if self.reached:
            return False
        now = self._monotonic()
        self._forget_before(now - self.window_seconds)
        if place not in self._counted:
            if len(self._counted) >= self.most:
                self.reached = True
                return False
            self._counted[place] = now
        return True

    def _forget_before(self, instant: float) -> None:
        for place, at in list(self._counted.items()):
            if at > instant:
                return
            del self._counted[place]


class DeadLetters:
    """Writes to `<topic>.dlq`: the record byte for byte, with the reason in added headers."""

    def __init__(
        self,
        producer: Producer,
        clock: Clock,
        metrics: ChassisMetrics,
        group: str,
        limit: DeadLetterLimit,
    ) -> None:
        self._producer = producer
        self._clock = clock
        self._metrics = metrics
        self._group = group
        self.limit = limit

    async def put(self, record: Record, reason: DeadLetterReason, detail: str) -> None:
        """Dead-letter `record` with the reason; returns when the broker has acknowledged it.

        Raises `TooManyDeadLetters` when the limit is reached: the record is not dead-lettered.
        """
        if not self.limit.admits(RecordPosition(record.topic, record.partition, record.offset)):
            raise TooManyDeadLetters(f"{reason}: {detail}")
        headers = {
            "dlq_reason": f"{reason}: {detail}"[:2000],
            "dlq_topic": record.topic,
            "dlq_partition": str(record.partition),
            "dlq_offset": str(record.offset),
            "dlq_group": self._group,
            "dlq_at": self._clock.now().isoformat(),
        }
        why = [(name, value.encode()) for name, value in headers.items()]
        queue = f"{record.topic}{QUEUE}"
        value = record.value
        if value is None and record.key is None:
            # Kafka accepts such a record, but its client does not send one
            value = b""
            why.append((WAS_NULL, b"1"))
        try:
            await self._producer.send_raw(
                queue, key=record.key, value=value, head=[*record.headers, *why]
            )
        except MessageSizeTooLargeError:
            # it fits its own topic only compressed: leave the value there, or it blocks the topic
            why.append((LEFT_OUT, str(len(record.value or b"")).encode()))
            key = (record.key or b"")[:LONGEST_KEY]
            await self._producer.send_raw(queue, key=key, value=None, head=why)
        self._metrics.dead_letters.labels(record.topic, reason).inc()
        event_id = dict(record.headers).get("ce_id") or b""
        log.error("record set aside", event_id=event_id.decode(errors="replace"), **headers)
