"""What the benchmarks make of what they saw."""

from itertools import islice
from typing import Any, cast

import pytest

from benchmarks.alerts import Alerting
from benchmarks.asking import Listing
from benchmarks.goals import Goal, alerts_goals, growth_goals
from benchmarks.growth import AtSize, Growth
from benchmarks.measuring import (
    NothingDone,
    Sample,
    Spread,
    percentiles,
    rate,
    ratios,
    spread,
)
from benchmarks.ticks import Hearing, Ticks


def in_batches(per_second: float, batch: int, count: int, look: float) -> list[Sample]:
    """What is seen of work that is done batch by batch, looked at every `look` seconds."""
    seconds = count / per_second
    looks = [n * look for n in range(int(seconds / look) + 2)]
    return [Sample(at, min(count, int(at * per_second / batch + 1e-9) * batch)) for at in looks]


@pytest.mark.parametrize("batch", [1, 100, 2_000])
def test_a_rate_is_the_same_however_large_the_batches_are(batch: int) -> None:
    samples = in_batches(per_second=1_000, batch=batch, count=20_000, look=0.05)
    assert rate(samples) == pytest.approx(1_000, rel=0.01)


def test_what_comes_before_a_tenth_is_done_is_the_start_and_does_not_count() -> None:
    slow = [Sample(n * 1.0, n * 10) for n in range(10)]
    quick = [Sample(9.0 + n * 0.1, 90 + n * 100) for n in range(1, 100)]
    assert rate([*slow, *quick]) == pytest.approx(1_000)


def test_waiting_after_the_last_of_it_does_not_count() -> None:
    samples = in_batches(1_000, 100, 5_000, 0.05)
    idle = [Sample(samples[-1].at + n, 5_000) for n in range(1, 60)]
    assert rate([*samples, *idle]) == rate(samples)


@pytest.mark.parametrize(
    "samples", [[], [Sample(0, 5), Sample(1, 5)], [Sample(0, 0), Sample(1, 5_000)]]
)
def test_too_little_is_no_rate(samples: list[Sample]) -> None:
    with pytest.raises(NothingDone):
        rate(samples)


def test_ratios_are_of_the_same_round_so_that_a_slow_minute_cancels_out() -> None:
    assert ratios([100, 50, 10], [50, 25, 5]) == Spread(2, 2, 2)


def test_the_spread_is_the_middle_and_both_ends() -> None:
    assert spread([3, 1, 2]) == Spread(2, 1, 3)


def test_one_slow_answer_in_a_hundred_is_the_99th_percentile() -> None:
    waits = percentiles([0.01] * 99 + [5.0])
    assert (waits.p50, waits.p95, waits.p99, waits.count) == (0.01, 0.01, 5.0, 100)


@pytest.mark.parametrize(
    ("figure", "at_least", "met"),
    [(1.0, True, True), (0.99, True, False), (1.0, False, True), (1.01, False, False)],
)
def test_a_goal_is_met_up_to_its_limit(figure: float, at_least: bool, met: bool) -> None:
    assert Goal("x", figure, 1.0, at_least).met is met


def at_size(items: int, listed: float, one_item: float) -> AtSize:
    def of(seconds: float) -> Any:
        return percentiles([seconds] * 100)

    return AtSize(
        items=items,
        plans_per_second=1,
        clock_loop=Spread(1, 1, 1),
        scrape=Spread(1, 1, 1),
        scrape_bytes=1,
        summaries={},
        lists={"officer": Listing(of(listed), of(one_item))},
        memory=1,
    )


@pytest.mark.parametrize(
    ("listed", "one_item", "met"),
    [(0.009, 0.012, True), (0.009, 0.004, False)],
    ids=["a machine three times as slow", "a list that grows"],
)
def test_a_list_is_judged_by_one_item_asked_in_turn_with_it(
    listed: float, one_item: float, met: bool
) -> None:
    at = (at_size(1_000, 0.003, 0.004), at_size(100_000, listed, one_item))
    found = Growth(at=at, counting=cast(Any, None))
    _, lists = islice(growth_goals(found), 2)
    assert lists.met is met


def alerting(
    nothing_due: list[float], some_due: list[float], late: float, at_once: float = 0.001
) -> Alerting:
    """With 10,000 open; of 1,000 a tick takes 0.001, 0.002, 0.004 s, or a hundred times as long. A
    fact takes 0.001 s in a small batch.
    """
    few = [0.001, 0.002, 0.004]
    hearing = Hearing(4_000, 500, [0.001] * 3, [at_once] * 3)
    ticks = (
        Ticks(1_000, few, [100 * one for one in few]),
        Ticks(10_000, nothing_due, some_due),
    )
    return Alerting(ticks, hearing, 100, 10_000, percentiles([late] * 60))


@pytest.mark.parametrize(
    ("found", "met"),
    [
        (alerting([0.001, 0.002, 0.004], [0.1, 0.2, 0.4], 1.9), [True, True, True, True]),
        (alerting([0.01, 0.02, 0.04], [0.1, 0.2, 0.4], 1.9), [False, True, True, True]),
        (alerting([0.001, 0.002, 0.004], [1.0, 2.0, 4.0], 1.9), [True, False, True, True]),
        (alerting([0.001, 0.002, 0.004], [0.1, 0.2, 0.4], 2.1), [True, True, True, False]),
        (alerting([0.001, 0.002, 0.004], [0.1, 0.2, 0.4], 1.9, 0.002), [True, True, False, True]),
    ],
    ids=[
        "a machine that slows down",
        "a look at all",
        "a step that grows",
        "mails too late",
        "facts",
    ],
)
def test_a_tick_is_judged_by_the_tick_of_the_same_round_with_fewer_open(
    found: Alerting, met: list[bool]
) -> None:
    assert [goal.met for goal in alerts_goals(found)] == met
