"""A change that is too large, or conflicts too often, is divided into parts."""

import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from chassis.mongo.database import BetterInParts

T = TypeVar("T")
R = TypeVar("R")

log = structlog.get_logger()

PARTS = 4
"""Number of parts into which a failed change is divided."""
LARGE = 100
"""A larger change takes several times as long as a change of one, so it conflicts with many."""
CONFLICTS_OF_LARGE = 3
CONFLICTS = 10
"""Conflicts after which a smaller change is divided: against changes of its size it wins every
second time. The first try may use cached documents.
"""
GROWTH = 10
"""After a success at full size, the size grows by 1/GROWTH, at least by one."""


class Parts:
    """Divides a change that cannot be done at once, and starts with the last size that succeeded.

    A large change that conflicts with small ones fails several times before it is divided.
    Without the remembered size this would repeat with every batch.
    """

    def __init__(self) -> None:
        self._most = sys.maxsize

    async def do(
        self, work: Callable[[Sequence[T]], Awaitable[R]], everything: Sequence[T]
    ) -> list[R]:
        """The results of `work` for `everything`, or for its parts one by one, in order.

        A finished part stays done when a later one fails. Raises what `work` raises, but
        `BetterInParts` only for a part of one element.
        """
        done: list[R] = []
        first = 0
        while first < len(everything) or not done:
            some = everything[first : first + self._most]
            try:
                done.append(await work(some))
            except BetterInParts as error:
                if len(some) <= 1:
                    raise
                self._most = min(self._most, part_of(len(some)))
                log.info("going on in parts", count=len(some), of=self._most, why=repr(error)[:300])
                continue
            first += len(some)
            if len(some) == self._most:
                self._most += max(1, self._most // GROWTH)
        return done


def conflicts_of(count: int) -> int | None:
    """Conflicts after which a transaction of `count` changes is divided; None for a single change,
    which wins as often as any other.
    """
    if count <= 1:
        return None
    return CONFLICTS_OF_LARGE if count > LARGE else CONFLICTS


def part_of(count: int) -> int:
    """The size of a part of `count`: smaller than `count`, at least one."""
    return max(1, -(-count // PARTS))
