"""What is too much for the database, or is overtaken again and again, is done in parts."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from chassis.database import BetterInParts

T = TypeVar("T")
R = TypeVar("R")

log = structlog.get_logger()

PARTS = 4
"""Into how many something is divided each time."""


async def in_parts(
    do: Callable[[Sequence[T], bool], Awaitable[R]], everything: Sequence[T]
) -> list[R]:
    """What `do` comes to for `everything`, or for its parts, one after the other in their order.

    `do` is told whether it may be overtaken: a single one has as good a chance as whoever is
    first. A part stays done when a later one fails.
    """
    divisible = len(everything) > 1
    try:
        return [await do(everything, divisible)]
    except BetterInParts as error:
        if not divisible:
            raise
        log.info("going on in parts", count=len(everything), error=repr(error)[:300])
    size = part_of(len(everything))
    done: list[R] = []
    for first in range(0, len(everything), size):
        done += await in_parts(do, everything[first : first + size])
    return done


def part_of(count: int) -> int:
    """How many make a part of so many: fewer than these, and at least one."""
    return max(1, -(-count // PARTS))
