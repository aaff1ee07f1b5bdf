from hypothesis import given
from hypothesis import strategies as st

from chassis.outbox import settled


def row(key: str, rev: int) -> dict:
    return {"topic": "t", "key": key, "rev": rev}


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
