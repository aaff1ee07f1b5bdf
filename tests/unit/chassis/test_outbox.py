from hypothesis import given
from hypothesis import strategies as st

from chassis.outbox import ROW_BYTES, events_of, packed, settled
from tests.facts import NOW, recorded


def row(key: str, rev: int) -> dict:
    """An event that has a row to itself."""
    return {"_id": (key, rev), "topic": "t", "key": key, "rev": rev}


def test_a_row_that_overtook_an_unsent_one_of_its_key_is_sent_again_after_it():
    rows = [row("a", 1), row("a", 2), row("b", 1)]
    assert settled(rows, [False, True, True]) == [row("b", 1)]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=30))
def test_what_is_forgotten_of_a_key_is_a_beginning_and_was_acknowledged(sent):
    rows = [row(key, n) for n, (key, _) in enumerate(sent)]
    acknowledged = [ok for _, ok in sent]
    done = settled(rows, acknowledged)
    assert all(acknowledged[r["rev"]] for r in done)
    for key in "abc":
        mine = [r for r in rows if r["key"] == key]
        forgotten = [r for r in done if r["key"] == key]
        assert forgotten == mine[: len(forgotten)]


def test_a_row_is_kept_until_each_of_its_events_was_acknowledged():
    shared = {**row("a", 2), "_id": ("a", 1)}
    rows = [row("a", 1), shared, row("b", 1)]
    assert settled(rows, [True, False, True]) == [row("b", 1)]
    assert settled(rows, [True, True, True]) == rows


def test_what_one_change_tells_is_one_row_in_its_order():
    told = [recorded("a", 1), recorded("b", 1), recorded("a", 2)]
    rows = packed(told)
    assert [row["key"] for row in rows] == ["a", "b"]
    assert [one["event_id"] for one in rows[0]["events"]] == [told[0].id, told[2].id]


def test_no_row_grows_beyond_what_a_document_holds():
    told = [recorded("a", number, note="x" * 4000) for number in range(600)]
    rows = packed(told)
    assert [one["event_id"] for row in rows for one in row["events"]] == [out.id for out in told]
    sizes = [sum(len(one["value"]) for one in row["events"]) for row in rows]
    assert len(rows) > 1
    assert max(sizes) <= ROW_BYTES


def test_a_row_from_before_rows_held_several_events_is_one_event():
    place = {"topic": "t", "key": "a", "rev": 1, "at": NOW}
    (event,) = events_of({"_id": 1, **place, "event_id": "t/a/1", "value": b"{}"})
    assert (event["_id"], event["event_id"], event["value"]) == (1, "t/a/1", b"{}")


def test_what_is_read_of_a_row_is_what_was_put_into_it():
    told = [recorded("a", 1), recorded("a", 2)]
    (row,) = packed(told)
    events = events_of({"_id": 1, **row})
    assert [(e["event_id"], e["value"], e["key"], e["_id"]) for e in events] == [
        (out.id, out.value(), "a", 1) for out in told
    ]
