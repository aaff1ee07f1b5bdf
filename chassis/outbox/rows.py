"""Rows of the outbox: how events are stored, and which may be deleted after sending. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from chassis.kafka.envelope import Outgoing

OutboxRow = dict[str, Any]
"""`_id`, `topic` and `events`, of which each has `key`, `event_id`, `at` and `value`."""
Unsent = Mapping[object, Collection[str]]
"""By row id: the ids of events that the broker did not acknowledge."""

ROW_BYTES = 131_072
"""Most bytes of the events of one row, unless it has one event: a batch stays within megabytes."""


def packed(events: Iterable[Outgoing]) -> list[OutboxRow]:
    """The rows for the events of one transaction, in order: one row for each topic, or several
    when they exceed `ROW_BYTES`.
    """
    rows: list[OutboxRow] = []
    open_rows: dict[str, tuple[OutboxRow, int]] = {}
    for out in events:
        topic, value = out.event.topic, out.value()
        row, size = open_rows.get(topic, ({}, ROW_BYTES))
        if size + len(value) > ROW_BYTES:
            row, size = {"topic": topic, "at": out.at, "events": []}, 0
            rows.append(row)
        row["events"].append(
            {"key": out.event.key(), "event_id": out.id, "at": out.at, "value": value}
        )
        open_rows[topic] = row, size + len(value)
    return rows


def shaped(row: OutboxRow) -> OutboxRow:
    """The row in the form of `packed`; rows of earlier versions had one key or one event."""
    if "key" not in row:
        return row
    shared = {"key": row["key"], "at": row["at"]}
    events = row.get("events") or [{"event_id": row["event_id"], "value": row["value"]}]
    return {**row, "events": [{**shared, **event} for event in events]}


def acknowledged(rows: Sequence[OutboxRow], unsent: Unsent) -> list[OutboxRow]:
    """The rows to delete, or (`in_part`) their events to delete: those that the broker
    acknowledged, and that have no unsent event of the same topic and key before them.

    An event that was sent before an earlier unsent one is sent again after it, so that the last
    event of a key on a topic is also its newest.
    """
    broken: set[tuple[str, str]] = set()
    done: list[OutboxRow] = []
    for row in rows:
        failed = unsent.get(row["_id"], ())
        if not failed and not broken:
            done.append(row)
            continue
        gone = []
        for event in row["events"]:
            place = (row["topic"], event["key"])
            if event["event_id"] in failed:
                broken.add(place)
            elif place not in broken:
                gone.append(event)
        if len(gone) == len(row["events"]):
            done.append(row)
        elif gone:
            done.append({**row, "events": gone, "in_part": True})
    return done
