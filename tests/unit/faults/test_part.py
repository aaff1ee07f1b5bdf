"""The parts of the fault suite are the suite."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults.part import Part

TRIALS = [f"trial-{number}" for number in range(64)]


def is_baseline(trial: str) -> bool:
    return trial == "trial-0"


@given(st.integers(1, 9))
def test_every_trial_is_in_one_part_and_the_baseline_in_each(of: int) -> None:
    parts = [Part(number, of).chosen(TRIALS, is_baseline) for number in range(1, of + 1)]
    assert all(part[0] == "trial-0" and part == sorted(part, key=TRIALS.index) for part in parts)
    rest = [trial for part in parts for trial in part if not is_baseline(trial)]
    assert sorted(rest) == sorted(TRIALS[1:])
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_nothing_asked_for_is_the_whole() -> None:
    assert Part.read("").chosen(TRIALS, is_baseline) == TRIALS
    assert str(Part.read("")) == "whole"
    assert str(Part.read("2/4")) == "part 2 of 4"


@pytest.mark.parametrize("wrong", ["0/4", "5/4", "4", "x/4", "1/0", "-1/4"])
def test_a_part_that_there_is_not_is_no_part(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"PART|invalid"):
        Part.read(wrong)
