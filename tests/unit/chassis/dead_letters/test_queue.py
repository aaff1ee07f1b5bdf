from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.dead_letters.dead_letter import RecordPosition
from chassis.dead_letters.queue import DeadLetterLimit

WINDOW = 600.0


@dataclass
class Seconds:
    """A monotonic clock that stands until it is told."""

    passed: float = 1000.0

    def __call__(self) -> float:
        return self.passed


def place(offset: int) -> RecordPosition:
    return RecordPosition("t", 0, offset)


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def limit(clock: Seconds) -> DeadLetterLimit:
    return DeadLetterLimit(3, WINDOW, clock)


def test_as_many_as_the_limit_are_admitted_and_not_one_more(limit: DeadLetterLimit) -> None:
    assert [limit.admits(place(n)) for n in range(4)] == [True, True, True, False]


def test_the_limit_is_not_reached_before_one_more_is_refused(limit: DeadLetterLimit) -> None:
    for n in range(3):
        limit.admits(place(n))
    assert not limit.reached
    limit.admits(place(3))
    assert limit.reached


def test_a_record_that_comes_again_counts_once(limit: DeadLetterLimit) -> None:
    assert all(limit.admits(place(n)) for n in [0, 1, 0, 1, 0, 1, 2, 2])


@pytest.mark.parametrize(
    "other", [RecordPosition("u", 0, 0), RecordPosition("t", 1, 0), RecordPosition("t", 0, 1)]
)
def test_a_record_is_its_topic_partition_and_offset(clock: Seconds, other: RecordPosition) -> None:
    limit = DeadLetterLimit(1, WINDOW, clock)
    assert limit.admits(place(0))
    assert not limit.admits(other)


def test_what_left_the_window_no_longer_counts(limit: DeadLetterLimit, clock: Seconds) -> None:
    for n in range(3):
        limit.admits(place(n))
        clock.passed += 100
    clock.passed += WINDOW - 300  # the first is as old as the window now, the second is not
    assert limit.admits(place(3))
    assert not limit.admits(place(4))


def test_a_limit_once_reached_stays_so_after_the_window(
    limit: DeadLetterLimit, clock: Seconds
) -> None:
    for n in range(4):
        limit.admits(place(n))
    clock.passed += 10 * WINDOW
    assert not limit.admits(place(9))
    assert not limit.admits(place(0))
    assert limit.reached


@given(st.lists(st.tuples(st.floats(0, 500), st.integers(0, 20)), max_size=60))
def test_no_window_ever_holds_more_than_the_limit(steps: list[tuple[float, int]]) -> None:
    clock = Seconds()
    limit = DeadLetterLimit(3, WINDOW, clock)
    admitted: list[tuple[float, int]] = []
    for pause, offset in steps:
        clock.passed += pause
        if limit.admits(place(offset)):
            admitted.append((clock.passed, offset))
    first = {offset: at for at, offset in reversed(admitted)}
    for end, _ in admitted:
        assert sum(end - WINDOW < at <= end for at in first.values()) <= 3
