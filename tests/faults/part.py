"""A part of the suite, for machines on which the whole takes too long: PART=2/4. Pure.

Every trial is in one of the parts, the baseline in each of them; their order stays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part:
    """The `number`th of `of` parts, from 1."""

    number: int = 1
    of: int = 1

    @classmethod
    def read(cls, text: str) -> Self:
        """From 2/4; the whole from an empty text. Raises ValueError."""
        if not text:
            return cls()
        number, _, of = text.partition("/")
        part = cls(int(number), int(of))
        if not 1 <= part.number <= part.of:
            raise ValueError(f"PART={text}: give PART=K/N with K from 1 to N, as PART=2/4")
        return part

    def __str__(self) -> str:
        return "whole" if self.of == 1 else f"part {self.number} of {self.of}"

    def chosen(self, trials: Sequence[T], always: Callable[[T], bool]) -> list[T]:
        """Those that belong to this part, and those that are run `always`.

        Neighbours go into different parts: trials of one file cost alike.
        """
        rest = [trial for trial in trials if not always(trial)]
        mine = {id(trial) for trial in rest[self.number - 1 :: self.of]}
        return [trial for trial in trials if always(trial) or id(trial) in mine]
