import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.dead_letters.dead_letter import (
    DeadLetter,
    NotReplayable,
    RecordPosition,
    Replay,
    Wanted,
    audit_line,
)
from chassis.dead_letters.view import in_full, line

TOPIC = "progress.submitted.v1"
FIRST = [("ce_id", b"e1"), ("ce_type", TOPIC.encode()), ("x", None), ("x", b"\xff")]


def told(**changes: str | None) -> list[tuple[str, bytes]]:
    """What is added when a record is set aside; None leaves a header out."""
    said = {
        "dlq_reason": "invalid: physical_percent: Input should be a valid number",
        "dlq_topic": TOPIC,
        "dlq_partition": "3",
        "dlq_offset": "120",
        "dlq_group": "tracker",
        "dlq_at": "2026-06-15T04:00:00+00:00",
        **changes,
    }
    return [(name, value.encode()) for name, value in said.items() if value is not None]


def dead(
    offset: int = 0, *, topic: str = TOPIC, value: bytes | None = b"{}", **changes: Any
) -> DeadLetter:
    """A record in the dead letter topic of `topic`."""
    head = (*FIRST, *told(**{"dlq_topic": topic, **changes}))
    return DeadLetter(RecordPosition(f"{topic}.dlq", 0, offset), b"KUKAR-1", value, head)


def test_it_goes_back_with_its_key_its_bytes_and_its_own_headers_in_their_order() -> None:
    back = dead(value=b"{bukan json").back()
    assert back.origin == RecordPosition(TOPIC, 3, 120)
    assert (back.key, back.value) == (b"KUKAR-1", b"{bukan json")
    assert back.headers == FIRST


@pytest.mark.parametrize(
    "changes",
    [
        {"dlq_topic": None},
        {"dlq_partition": None},
        {"dlq_offset": None},
        {"dlq_offset": "dua"},
        {"dlq_topic": "rahasia.v1"},
        {"dlq_topic": "progress.rejected.v1"},
        {"dlq_topic": "plan.item.v1"},
    ],
)
def test_without_an_origin_of_this_queue_it_goes_nowhere(changes: Any) -> None:
    record = DeadLetter(RecordPosition(f"{TOPIC}.dlq", 0, 0), None, b"{}", told(**changes))
    with pytest.raises(NotReplayable):
        record.back()


def test_a_topic_that_is_not_ours_gets_nothing() -> None:
    with pytest.raises(NotReplayable):
        dead(topic="rahasia.v1").back()


def test_a_header_that_the_sender_forged_does_not_count() -> None:
    forged = [("dlq_topic", b"plan.item.v1"), ("dlq_offset", b"7")]
    record = DeadLetter(RecordPosition(f"{TOPIC}.dlq", 0, 0), None, b"{}", [*forged, *told()])
    assert record.back().origin == RecordPosition(TOPIC, 3, 120)
    assert record.back().headers == []


def test_an_empty_record_never_deletes_a_snapshot() -> None:
    with pytest.raises(NotReplayable):
        dead(topic="plan.item.v1", value=None).back()
    assert dead(value=None).back().value is None


def test_a_record_too_large_to_be_set_aside_whole_is_never_sent_back_empty() -> None:
    with pytest.raises(NotReplayable) as refused:
        dead(value=None, dlq_left_out="3145728").back()
    assert "3145728" in refused.value.why.english


def test_a_record_that_was_set_aside_several_times_goes_back_once() -> None:
    replay = Replay(Wanted())
    assert replay.choose(dead(0)) is not None
    assert replay.choose(dead(1)) is None
    assert replay.choose(dead(2, dlq_offset="121")) is not None
    assert replay.choose(dead(3, dlq_partition="4")) is not None
    assert (replay.chosen, replay.repeated) == (3, 1)


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        (Wanted(), True),
        (Wanted(reason="invalid"), True),
        (Wanted(reason="handler"), False),
        (Wanted(reason="inval"), False),
        (Wanted(event_id="e1"), True),
        (Wanted(event_id="e"), False),
        (Wanted(reason="invalid", event_id="e2"), False),
    ],
)
def test_only_what_is_wanted_is_chosen(wanted: Wanted, meant: bool) -> None:
    assert (Replay(wanted).choose(dead()) is not None) is meant


def test_what_is_not_wanted_is_not_said_to_be_unfit() -> None:
    assert Replay(Wanted(reason="handler")).choose(dead(dlq_offset=None)) is None


def test_no_more_than_the_limit() -> None:
    replay = Replay(Wanted(), limit=1)
    assert not replay.full
    replay.choose(dead())
    assert replay.full
    assert not Replay(Wanted()).full


def test_the_audit_line_says_who_sent_what_from_where_to_where() -> None:
    at = datetime(2026, 6, 15, 5, tzinfo=UTC)
    said = audit_line(dead(9, dlq_reason="handler: \x1b[2J\x9bé"), TOPIC, at=at, by="sari")
    assert json.loads(said) == {
        "at": "2026-06-15T05:00:00+00:00",
        "by": "sari",
        "from": {"topic": f"{TOPIC}.dlq", "partition": 0, "offset": 9},
        "to": TOPIC,
        "event_id": "e1",
        "reason": "handler: \x1b[2J\x9bé",
    }
    assert said.isascii()
    assert said.isprintable()


def test_a_record_is_one_harmless_line() -> None:
    record = dead(7, dlq_reason="handler: \x1b[2J\nbaris dua")
    queue, place, at, reason, event_id, key = line(record).split("\t")
    assert (queue, place) == (f"{TOPIC}.dlq", "0:7")
    assert (at, event_id, key) == ("2026-06-15T04:00:00+00:00", "e1", "KUKAR-1")
    assert reason == r"handler: \x1b[2J\nbaris dua"


@pytest.mark.parametrize(
    "value", [b'{"judul":"\\u001b[2J\xc2\x9b31m"}', b"\x1b[2J", b'"\\ud800"', None, b""]
)
def test_a_record_in_full_harms_no_terminal(value: bytes | None) -> None:
    shown = in_full(dead(value=value, dlq_group="\x1b]0;judul\x07"))
    assert all(part.isprintable() for part in shown.split("\n"))
    shown.encode()
    assert f"asal (origin): {TOPIC} 3:120" in shown
    assert r"dlq_group: \x1b]0;judul\x07" in shown
    assert r"x: \xff" in shown


@pytest.mark.parametrize("name", ["ce_aksitoken", "CE_AksiToken"])
def test_nobody_is_shown_the_token_of_a_sender(name: str) -> None:
    record = dead()
    secret = replace(record, headers=[*record.headers, (name, b"aksi_rahasia")])
    assert "rahasia" not in in_full(secret) + line(secret)
    assert f"{name}: (disembunyikan, hidden)" in in_full(secret)
    assert (name, b"aksi_rahasia") in secret.back().headers, "it is sent back with it"
