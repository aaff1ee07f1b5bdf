"""Looking at reports leaves the time to recording them, and works a backlog off when it rests."""

import pytest

from tracker.plausibility.report_watch import (
    BUSY_PAUSE,
    BUSY_PER_SECOND,
    LEAST_PAUSE,
    rest_after,
)

SPENT = [0.0, 0.004, 0.1, 1.0, 60.0]


@pytest.mark.parametrize("spent", SPENT)
def test_beside_fast_recording_it_pauses_long(spent: float) -> None:
    assert rest_after(spent, BUSY_PER_SECOND) == BUSY_PAUSE


@pytest.mark.parametrize("spent", SPENT)
def test_else_it_takes_half_of_the_time(spent: float) -> None:
    pause = rest_after(spent, BUSY_PER_SECOND - 1)
    assert pause == min(BUSY_PAUSE, max(LEAST_PAUSE, spent))
