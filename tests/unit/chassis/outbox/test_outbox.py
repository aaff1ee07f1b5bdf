from itertools import groupby
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chassis.outbox.outbox import Written
from chassis.outbox.rows import ROW_BYTES, acknowledged, packed, shaped
from tests.facts import NOW, changed, recorded


def row(row_id: int, *events: tuple[str, str]) -> dict[str, Any]:
    told = [{"key": key, "event_id": event_id} for key, event_id in events]
    return {"_id": row_id, "topic": "t", "events": told}


def test_an_event_that_overtook_an_unsent_one_of_its_key_is_sent_again_after_it() -> None:
    rows = [row(1, ("a", "a1")), row(2, ("a", "a2"), ("b", "b1")), row(3, ("c", "c1"))]
    part, whole = acknowledged(rows, {1: ["a1"]})
    assert (part["_id"], part["in_part"]) == (2, True)
    assert [event["event_id"] for event in part["events"]] == ["b1"]
    assert whole == rows[2]


def test_a_row_whose_last_events_are_acknowledged_is_gone_whole() -> None:
    rows = [row(1, ("a", "a1")), row(2, ("b", "b1"))]
    assert acknowledged(rows, {}) == rows
    assert acknowledged(rows, {1: ["a1"]}) == rows[1:]


sent_events = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from("abc"), st.booleans()), max_size=30
)


@given(sent_events)
def test_what_is_forgotten_of_a_key_is_a_beginning_and_was_acknowledged(sent: Any) -> None:
    """Each event is of a row, of a key, and acknowledged or not."""
    told = [(row_id, key, str(n), ok) for n, (row_id, key, ok) in enumerate(sorted(sent))]
    by_row = {row_id: list(of_row) for row_id, of_row in groupby(told, lambda one: one[0])}
    rows = [row(i, *((key, event_id) for _, key, event_id, _ in r)) for i, r in by_row.items()]
    unsent = {i: {e for _, _, e, ok in r if not ok} for i, r in by_row.items()}
    forgotten = {e["event_id"] for one in acknowledged(rows, unsent) for e in one["events"]}
    for key in "abc":
        mine = [(event_id, ok) for _, of_key, event_id, ok in told if of_key == key]
        until_broken = (
            [ok for _, ok in mine].index(False) if not all(ok for _, ok in mine) else None
        )
        expected = {event_id for event_id, _ in mine[:until_broken]}
        assert {event_id for event_id, _ in mine} & forgotten == expected


def test_what_a_transaction_tells_on_a_topic_is_one_row_in_its_order() -> None:
    told = [recorded("a", 1), changed("a", 1), recorded("b", 1), recorded("a", 2)]
    facts, changes = packed(told)
    assert [one["event_id"] for one in facts["events"]] == [told[0].id, told[2].id, told[3].id]
    assert [one["event_id"] for one in changes["events"]] == [told[1].id]


def test_no_row_grows_beyond_what_is_read_at_once() -> None:
    told = [recorded("a", number, note="x" * 4000) for number in range(600)]
    rows = packed(told)
    assert [one["event_id"] for row in rows for one in row["events"]] == [out.id for out in told]
    sizes = [sum(len(one["value"]) for one in row["events"]) for row in rows]
    assert len(rows) > 1
    assert max(sizes) <= ROW_BYTES


def test_rows_of_earlier_versions_are_read() -> None:
    before = {"_id": 1, "topic": "t", "key": "a", "rev": 1, "at": NOW}
    sent = {"event_id": "t/a/1", "value": b"{}"}
    for one in (shaped({**before, **sent}), shaped({**before, "events": [sent]})):
        assert (one["_id"], one["topic"]) == (1, "t")
        assert one["events"] == [{"key": "a", "at": NOW, **sent}]


def test_what_is_read_of_a_row_is_what_was_put_into_it() -> None:
    told = [recorded("a", 1), recorded("b", 2)]
    (one,) = packed(told)
    assert shaped(one) == one
    assert one["topic"] == told[0].event.topic
    assert one["events"] == [
        {"key": out.event.key(), "event_id": out.id, "at": out.at, "value": out.value()}
        for out in told
    ]


def test_of_the_rows_written_here_the_last_are_known_until_they_are_sent() -> None:
    written = Written(most=3)
    for row_id in range(5):
        written.remember(row(row_id))
    assert written.of(range(5)) == {row_id: row(row_id) for row_id in (2, 3, 4)}
    written.forget([1, 3])
    assert written.of(range(5)).keys() == {2, 4}
