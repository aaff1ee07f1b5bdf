"""Rows of the outbox: events as they wait, and what may be forgotten of them. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from chassis.kafka.envelope import Outgoing

OutboxRow = dict[str, Any]
"""`_id`, `topic` and `events`, of which each has `key`, `event_id`, `at` and `value`."""
Unsent = Mapping[object, Collection[str]]
"""By row id: the ids of events that did not reach the broker, as far as anyone can say."""

ROW_BYTES = 131_072
"""Of one row's events, unless it holds one alone: what is in hand stays within some megabytes."""


def packed(events: Iterable[Outgoing]) -> list[OutboxRow]:
    """The rows for some events, in their order: one holds what a transaction tells on one topic,
    as far as `ROW_BYTES` allow.
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
    """The row as `packed` makes them; those of earlier versions were of one key or one event."""
    if "key" not in row:
        return row
    shared = {"key": row["key"], "at": row["at"]}
    events = row.get("events") or [{"event_id": row["event_id"], "value": row["value"]}]
    return {**row, "events": [{**shared, **event} for event in events]}


def acknowledged(rows: Sequence[OutboxRow], unsent: Unsent) -> list[OutboxRow]:
    """The rows to forget, or (`in_part`) the events to forget of them: those that the broker
    acknowledged, and before which no event of the same topic and key stays.

    An event that overtook an unsent one is sent again after it, so that the last event of
    a key on a topic is also its newest.
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
