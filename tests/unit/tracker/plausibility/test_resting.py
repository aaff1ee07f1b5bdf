"""Looking at reports leaves the time to recording them, and works a backlog off when it rests."""

import pytest

from tracker.plausibility.report_watch import (
    BUSY_PER_SECOND,
    LEAST_PAUSE,
    MOST_PAUSE,
    rest_after,
)

SPENT = [0.0, 0.004, 0.1, 1.0, 60.0]


@pytest.mark.parametrize("spent", SPENT)
def test_beside_fast_recording_a_round_takes_a_twenty_fifth_of_the_time(spent: float) -> None:
    pause = rest_after(spent, BUSY_PER_SECOND)
    assert LEAST_PAUSE <= pause <= MOST_PAUSE
    assert spent / (spent + pause) <= 1 / 25 or pause == MOST_PAUSE


@pytest.mark.parametrize("spent", SPENT)
def test_else_it_takes_half_of_the_time(spent: float) -> None:
    assert rest_after(spent, BUSY_PER_SECOND - 1) == min(MOST_PAUSE, max(LEAST_PAUSE, spent))
