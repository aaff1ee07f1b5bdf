"""Statistics of several rounds, and ratios between them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple


class Spread(NamedTuple):
    """Median, minimum and maximum of several figures."""

    median: float
    least: float
    most: float


class Sample(NamedTuple):
    """The count done at an instant, in seconds of any one clock."""

    at: float
    done: int


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Percentiles of waiting times, in seconds."""

    p50: float
    p95: float
    p99: float
    count: int


class NothingDone(Exception):
    """Too little was done to compute a figure."""


def spread(figures: Sequence[float]) -> Spread:
    """Median, minimum and maximum of several rounds."""
    return Spread(median(figures), min(figures), max(figures))


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """Ours to theirs, paired by round: what slows both of a pair cancels out."""
    return spread([a / b for a, b in zip(ours, theirs, strict=True)])


def rate(samples: Sequence[Sample], warm_up: float = 0.1) -> float:
    """Done per second, from the first sample past `warm_up` of the whole to the last increase.

    Work that is done in batches increases in steps: both ends are instants just after a step,
    so that no partial batch is counted. Raises NothingDone.
    """
    moved = [b for a, b in pairwise(samples) if b.done > a.done]
    if not moved:
        raise NothingDone("nothing came through")
    least = moved[0].done + warm_up * (moved[-1].done - moved[0].done)
    first = next(sample for sample in moved if sample.done >= least)
    last = moved[-1]
    if last.at <= first.at:
        raise NothingDone(f"all {last.done} came through in one step")
    return (last.done - first.done) / (last.at - first.at)


def percentiles(seconds: Sequence[float]) -> Percentiles:
    """Percentiles of all waits, without removing outliers. Raises NothingDone."""
    if not seconds:
        raise NothingDone("nothing was waited for")
    ordered = sorted(seconds)

    def at(share: float) -> float:
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    return Percentiles(at(0.5), at(0.95), at(0.99), len(ordered))
