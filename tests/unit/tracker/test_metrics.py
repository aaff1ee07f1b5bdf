import pytest

from tracker.metrics import pause_after


@pytest.mark.parametrize(
    ("spent", "pause"),
    [([], 1.0), ([0.04], 1.0), ([0.1], 2.4), ([2.0], 48.0), ([0.4, 0.1, 2.0], 2.4)],
)
def test_counting_takes_at_most_a_twenty_fifth_of_the_time(spent, pause):
    assert pause_after(spent) == pytest.approx(pause)
