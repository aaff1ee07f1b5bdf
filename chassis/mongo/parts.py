"""What is too much for the database, or is overtaken again and again, is done in parts."""

import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from chassis.mongo.database import BetterInParts

T = TypeVar("T")
R = TypeVar("R")

log = structlog.get_logger()

PARTS = 4
"""Into how many something is divided when it was too much."""
LARGE = 100
"""What is more takes several times as long as a change of one, and so loses against many."""
CONFLICTS_OF_LARGE = 3
CONFLICTS = 10
"""After how many conflicts anything smaller is divided: among its like each wins one in two.
The first try may have been made on what was known, not looked at.
"""
GROWTH = 10
"""When all that is tried at once succeeds, a part in so many more is tried next, at least one."""


class Parts:
    """Divides what cannot be done at once, and begins with as much as could be done lately.

    A large change that small ones overtake is tried several times in vain before it is divided:
    where they keep coming that would be lost again with every batch.
    """

    def __init__(self) -> None:
        self._most = sys.maxsize

    async def do(
        self, work: Callable[[Sequence[T]], Awaitable[R]], everything: Sequence[T]
    ) -> list[R]:
        """What `work` comes to for `everything`, or for its parts, one after the other in their
        order.

        A part stays done when a later one fails. What `work` raises of a single one is raised.
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
    """After how many conflicts a transaction that changes so many is better divided; None of a
    single one, which has as good a chance as whoever is first.
    """
    if count <= 1:
        return None
    return CONFLICTS_OF_LARGE if count > LARGE else CONFLICTS


def part_of(count: int) -> int:
    """How many make a part of so many: fewer than these, and at least one."""
    return max(1, -(-count // PARTS))
