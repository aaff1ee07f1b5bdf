"""CloudEvents 1.0 over Kafka, binary mode: an event and its headers. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Literal, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError

from contracts import Event

E = TypeVar("E", bound=Event)
Headers = Sequence[tuple[str, bytes | None]]
DeadLetterReason = Literal["not_json", "not_an_event", "wrong_type", "invalid", "handler"]

TOKEN = "ce_aksitoken"  # noqa: S105 - a header's name
"""Header with the token of who sends a record: nobody is shown its value."""
_REQUIRED = ("ce_type", "ce_id", "ce_source", "ce_specversion")


class Outgoing(NamedTuple):
    """An event to be published; every retry sends the same `id`."""

    event: Event
    id: str
    at: datetime

    def value(self) -> bytes:
        """The JSON body."""
        return _json_of(type(self.event)).dump_json(self.event)


@cache
def _json_of(kind: type[Event]) -> TypeAdapter[Event]:
    return TypeAdapter(kind)


@dataclass(eq=False, slots=True)
class Undecodable(Exception):
    """The record is not a valid event of its topic: reason and detail."""

    reason: DeadLetterReason
    detail: str


def headers(*, event_id: str, topic: str, key: str, source: str, at: datetime) -> Headers:
    """The CloudEvents attributes as Kafka headers."""
    before, after = _shared_headers(topic, source, at)
    return [("ce_id", event_id.encode()), *before, ("ce_subject", key.encode()), *after]


@lru_cache(1024)
def _shared_headers(topic: str, source: str, at: datetime) -> tuple[Headers, Headers]:
    """The headers that all events of one commit on one topic share."""
    headers = {
        "ce_specversion": "1.0",
        "ce_source": source,
        "ce_type": topic,
        "ce_time": at.isoformat().replace("+00:00", "Z"),
    }
    return (
        [(name, value.encode()) for name, value in headers.items()],
        [("content-type", b"application/json")],
    )


def _type_of(given: Headers) -> str:
    """The event's type. Raises `Undecodable` unless every required attribute is there, in UTF-8."""
    get = dict(given).get
    kind, name, source, version = (
        get("ce_type"),
        get("ce_id"),
        get("ce_source"),
        get("ce_specversion"),
    )
    if not (kind and name and source and version):
        missing = [one for one in _REQUIRED if not get(one)]
        raise Undecodable("not_an_event", f"missing headers: {', '.join(missing)}")
    try:
        b" ".join((name, source, version)).decode()
        return kind.decode()
    except UnicodeDecodeError as error:
        raise Undecodable("not_an_event", f"a CloudEvents header is not UTF-8: {error}") from None


def decode(kind: type[E], given: Headers, value: bytes | None) -> E:
    """The event in a record's headers and value.

    Raises `Undecodable` when a required CloudEvents attribute is missing, the type belongs to
    another topic, the value is not JSON, or a field breaks the contract.
    """
    event_type = _type_of(given)
    if event_type != kind.topic:
        raise Undecodable("wrong_type", f"ce_type {event_type!r} on {kind.topic}")
    if not value:
        raise Undecodable("not_json", "the value is empty")
    try:
        return kind.model_validate_json(value)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        reason: DeadLetterReason = "not_json" if faults[0]["type"] == "json_invalid" else "invalid"
        headers = [f"{'.'.join(map(str, f['loc'])) or 'value'}: {f['msg']}" for f in faults]
        raise Undecodable(reason, "; ".join(headers)[:2000]) from None


def pretty(value: bytes) -> str:
    """A value as indented JSON, or as `repr` when it is not JSON."""
    try:
        return json.dumps(json.loads(value), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return repr(value)
