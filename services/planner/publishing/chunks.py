"""How many items or agencies become documents and events in one step. Pure."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

CHUNK = 500


def chunks_of(many: Sequence[T]) -> Iterator[Sequence[T]]:
    """The sequence in its order, in chunks of up to `CHUNK`."""
    for first in range(0, len(many), CHUNK):
        yield many[first : first + CHUNK]
