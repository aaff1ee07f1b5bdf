"""When a channel is used: after failures in a row it rests, and one message tries it."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from notifier.channels.channel import Trouble
from notifier.delivery.gate import FAILURES_IN_A_ROW, FIRST_WAIT, LONGEST_WAIT, Gate
from tests.unit.notifier.given import START

SECOND = timedelta(seconds=1)


def a_gate(per_minute: float | None = None, jitter: float = 1.0) -> Gate:
    return Gate(per_minute, lambda: jitter)


def a_closed_gate(failures: int = FAILURES_IN_A_ROW) -> Gate:
    gate = a_gate()
    for _ in range(failures):
        gate.failed(Trouble.UNREACHED, START)
    return gate


def test_it_closes_after_so_many_failures_in_a_row() -> None:
    assert a_closed_gate(FAILURES_IN_A_ROW - 1).enter(START)
    assert not a_closed_gate().enter(START)
    assert a_closed_gate().is_closed


def test_a_message_that_is_refused_shows_that_the_channel_works() -> None:
    gate = a_closed_gate(FAILURES_IN_A_ROW - 1)
    gate.failed(Trouble.MESSAGE, START)
    gate.failed(Trouble.SERVER, START)
    assert gate.enter(START)


def test_one_message_tries_a_closed_channel_and_opens_it() -> None:
    gate, later = a_closed_gate(), START + FIRST_WAIT
    assert gate.enter(later)
    assert not gate.enter(later), "one at a time"
    gate.worked()
    assert gate.enter(later)
    assert not gate.is_closed


def test_who_had_nothing_to_try_leaves_the_try_to_another() -> None:
    gate, later = a_closed_gate(), START + FIRST_WAIT
    assert gate.enter(later)
    gate.leave()
    assert gate.enter(later)


def test_each_failed_try_closes_it_for_longer_up_to_a_minute() -> None:
    gate, now, waits = a_closed_gate(), START, []
    for _ in range(7):
        begun = now
        while not gate.enter(now):
            now += SECOND
        waits.append((now - begun).total_seconds())
        gate.failed(Trouble.UNREACHED, now)
    assert waits == [5, 10, 20, 40, 60, 60, 60]


@given(back=st.timedeltas(SECOND, timedelta(days=400)))
def test_a_clock_that_goes_back_closes_it_for_no_longer(back: timedelta) -> None:
    now = START - back
    gate = a_closed_gate()
    assert gate.enter(now + FIRST_WAIT) or gate.enter(now + LONGEST_WAIT + FIRST_WAIT)


def test_a_rate_spreads_messages() -> None:
    gate = a_gate(per_minute=20)
    entered = [n for n in range(10) if gate.enter(START + n * SECOND)]
    assert entered == [0, 3, 6, 9]


def test_what_was_not_tried_is_not_counted() -> None:
    gate = a_gate(per_minute=1)
    assert gate.enter(START)
    gate.leave()
    assert gate.enter(START)
    assert not gate.enter(START)
