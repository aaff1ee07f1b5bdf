"""Pseudo-random choices that are the same on every machine and in any order. Pure."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def chance(*names: object) -> float:
    """A number from 0 up to but not including 1, derived from `names`."""
    digest = hashlib.sha256("\x1f".join(map(str, names)).encode()).digest()
    return int.from_bytes(digest[:7]) / 2**56


def between(low: float, high: float, *names: object) -> float:
    """A number from `low` up to `high`, derived from `names`."""
    return low + (high - low) * chance(*names)


def days_between(low: int, high: int, *names: object) -> int:
    """A whole number from `low` to `high` inclusive, derived from `names`."""
    return low + int((high - low + 1) * chance(*names))


def one_of(choices: Sequence[T], *names: object) -> T:
    """One of `choices`, selected by `names`."""
    return choices[int(len(choices) * chance(*names))]
