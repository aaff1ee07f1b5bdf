"""Refusals of a cell or a file: a stable code and a sentence in both languages. Pure."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from chassis.http.problem import Fault
from chassis.sheets.cell import shortened
from chassis.sheets.phrases import REFUSALS, phrase
from chassis.text import Text


def sheet_fault(code: str, field: str, /, **facts: object) -> Fault:
    """A fault of one field, with the sentence of `code`."""
    return Fault(field, code, phrase(REFUSALS, code, facts))


class Unreadable(ValueError):
    """A cell or a text that cannot be read as the expected type."""

    phrases: ClassVar[Mapping[str, Text]] = REFUSALS

    def __init__(self, code: str, /, *, proposals: Sequence[str] = (), **facts: object) -> None:
        """`proposals`: what may be meant instead."""
        super().__init__(code)
        self.code = code
        self.proposals = tuple(proposals)
        self.facts = {name: _short(fact) for name, fact in facts.items()}

    def fault(self, field: str, cell: str = "") -> Fault:
        """The fault for `field`, in the cell with the address `cell`."""
        facts = {"cell": cell, **self.facts}
        return Fault(field, self.code, phrase(self.phrases, self.code, facts), self.proposals)


def _short(fact: object) -> object:
    return shortened(fact) if isinstance(fact, str) else fact


class FileRefused(ValueError):
    """A whole file cannot be read: one or more faults, none of them for a row."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(fault.code for fault in faults))
        self.faults = faults

    @classmethod
    def because(cls, code: str, /, **facts: object) -> "FileRefused":
        """A refusal of the file with a single reason."""
        return cls(sheet_fault(code, "file", **facts))
