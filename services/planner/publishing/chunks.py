"""How many items or agencies are made into documents and events at once. Pure."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

CHUNK = 500


def chunks_of(many: Sequence[T]) -> Iterator[Sequence[T]]:
    """The same in their order, `CHUNK` at a time."""
    for first in range(0, len(many), CHUNK):
        yield many[first : first + CHUNK]
