"""Figures of several rounds, and how they compare. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple


class Spread(NamedTuple):
    """The middle of several figures, the least and the greatest."""

    median: float
    least: float
    most: float


class Sample(NamedTuple):
    """How many had been done at an instant, in seconds of any one clock."""

    at: float
    done: int


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Of waiting times, in seconds."""

    p50: float
    p95: float
    p99: float
    count: int


class NothingDone(Exception):
    """Too little came through to tell a rate."""


def spread(figures: Sequence[float]) -> Spread:
    """What several rounds come to."""
    return Spread(median(figures), min(figures), max(figures))


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """Ours to theirs, each pair out of one round: what slows both of a pair cancels out."""
    return spread([a / b for a, b in zip(ours, theirs, strict=True)])


def rate(samples: Sequence[Sample], warm_up: float = 0.1) -> float:
    """Done per second, from the first sample past a tenth of the whole to the last that moved.

    Work that is done in batches moves in steps: both ends are instants just after a step, so
    that no half batch is counted. Raises NothingDone.
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
    """Of every single wait, none left out. Raises NothingDone."""
    if not seconds:
        raise NothingDone("nothing was waited for")
    ordered = sorted(seconds)

    def at(share: float) -> float:
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    return Percentiles(at(0.5), at(0.95), at(0.99), len(ordered))
