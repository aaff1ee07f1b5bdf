"""Looking at reports leaves the time to recording them."""

import pytest

from tracker.plausibility.report_watch import LEAST_PAUSE, MOST_PAUSE, rest_after


@pytest.mark.parametrize("spent", [0.0, 0.004, 0.1, 1.0, 60.0])
def test_a_round_takes_a_twenty_fifth_of_the_time_at_most(spent: float) -> None:
    pause = rest_after(spent)
    assert LEAST_PAUSE <= pause <= MOST_PAUSE
    assert spent / (spent + pause) <= 1 / 25 or pause == MOST_PAUSE
