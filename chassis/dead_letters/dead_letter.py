"""A dead letter: its origin, its reason, and whether it can be replayed. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from chassis.kafka.envelope import Headers
from chassis.text import Text
from contracts import EVENTS, Event

QUEUE = ".dlq"
"""Suffix of the name of a dead letter topic."""
OURS = "dlq_"
"""Prefix of the headers that are added to a dead letter."""

LEFT_OUT = "dlq_left_out"
"""Header of a record too large for its dead letter topic: size in bytes of the value, which stays
on the original topic only."""

WAS_NULL = "dlq_was_null"
"""Header of a record that had neither key nor value: here its value is empty instead of null."""

ORIGINS: Mapping[str, type[Event]] = {kind.topic: kind for kind in EVENTS if kind.consumers}
"""The topics that have a dead letter topic, with their events."""


class RecordPosition(NamedTuple):
    """The position of a record: the same for every delivery of it."""

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic} {self.partition}:{self.offset}"


@dataclass(eq=False, slots=True)
class NotReplayable(Exception):
    """The record cannot be replayed, with the reason."""

    why: Text


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A record of a dead letter topic."""

    place: RecordPosition
    key: bytes | None
    value: bytes | None
    headers: Headers

    def header(self, name: str) -> str:
        """The header's text, "" without one; of several the last, which is ours."""
        return (dict(self.headers).get(name) or b"").decode(errors="backslashreplace")

    @property
    def event_id(self) -> str:
        """The event id that its producer set."""
        return self.header("ce_id")

    @property
    def reason(self) -> str:
        """The reason code; the header also holds the detail."""
        return self.header("dlq_reason").partition(":")[0]

    def origin(self) -> RecordPosition:
        """Its original position. Raises `NotReplayable` when that is missing or impossible."""
        topic = self.header("dlq_topic")
        try:
            origin = RecordPosition(
                topic, int(self.header("dlq_partition")), int(self.header("dlq_offset"))
            )
        except ValueError:
            raise NotReplayable(
                Text(
                    "tidak menyebut asalnya (dlq_topic, dlq_partition, dlq_offset)",
                    "does not say where it came from",
                )
            ) from None
        if topic not in ORIGINS or f"{topic}{QUEUE}" != self.place.topic:
            raise NotReplayable(
                Text(
                    f"menyebut topik asal {topic!r}, bukan topik antrean ini",
                    "names a topic that this queue does not belong to",
                )
            )
        return origin

    def back(self) -> "Replayed":
        """The original record. Raises `NotReplayable`."""
        origin = self.origin()
        if left_out := self.header(LEFT_OUT):
            raise NotReplayable(
                Text(
                    f"terlalu besar: isinya ({left_out} bita) hanya ada di {origin}",
                    f"is too large: its value ({left_out} bytes) is only at {origin}",
                )
            )
        if self.header(WAS_NULL):
            raise NotReplayable(
                Text("tidak punya kunci dan isi apa pun", "has neither a key nor a value")
            )
        if self.value is None and ORIGINS[origin.topic].retention == "compacted":
            raise NotReplayable(
                Text(
                    "kosong: akan menghapus keadaan terakhir kunci itu dari topiknya",
                    "is empty: would delete the last state of its key",
                )
            )
        kept = [(name, value) for name, value in self.headers if not name.startswith(OURS)]
        return Replayed(origin, self.key, self.value, kept)


@dataclass(frozen=True, slots=True)
class Replayed:
    """What is sent to the original topic: the original key, value and headers."""

    origin: RecordPosition
    key: bytes | None
    value: bytes | None
    headers: Headers


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter for dead letters; None matches any."""

    reason: str | None = None
    event_id: str | None = None

    def means(self, record: DeadLetter) -> bool:
        """Whether `record` matches the filter."""
        return self.reason in {None, record.reason} and self.event_id in {None, record.event_id}


@dataclass(slots=True)
class Replay:
    """Chooses the records to replay: each wanted original once, and at most `limit`."""

    wanted: Wanted
    limit: int | None = None
    chosen: int = 0
    repeated: int = 0
    unfit: int = 0
    _seen: set[RecordPosition] = field(default_factory=set)

    @property
    def full(self) -> bool:
        """Whether `limit` records have been chosen."""
        return self.limit is not None and self.chosen >= self.limit

    def choose(self, record: DeadLetter) -> Replayed | None:
        """What to replay of `record`; None when it is not wanted or was chosen before.

        Raises `NotReplayable` when it is wanted and cannot be replayed.
        """
        if not self.wanted.means(record):
            return None
        try:
            back = record.back()
        except NotReplayable:
            self.unfit += 1
            raise
        if back.origin in self._seen:
            self.repeated += 1
            return None
        self._seen.add(back.origin)
        self.chosen += 1
        return back


def audit_line(record: DeadLetter, to: str, *, at: datetime, by: str) -> str:
    """The audit entry of a replayed record: one line of JSON in ASCII."""
    entry = {
        "at": at.isoformat(),
        "by": by,
        "from": record.place._asdict(),
        "to": to,
        "event_id": record.event_id,
        "reason": record.header("dlq_reason"),
    }
    return json.dumps(entry)
