"""Why something is refused: a stable code, the field, and a sentence in both languages. Pure."""

from chassis.problem import Fault
from planner.phrases import REFUSALS, said


def refusal(code: str, field: str, /, **facts: object) -> Fault:
    """One thing that is wrong with one field."""
    return Fault(field, code, said(REFUSALS, code, facts))


class Unreadable(ValueError):
    """A cell or a text that cannot be read as what it should be."""

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def fault(self, field: str) -> Fault:
        """The same, for the field called `field`."""
        return refusal(self.code, field, **self.facts)


class FileRefused(ValueError):
    """A whole file that cannot be read: one or more faults, none of them of a row."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(fault.code for fault in faults))
        self.faults = faults

    @classmethod
    def because(cls, code: str, /, **facts: object) -> "FileRefused":
        """A refusal of the file with a single reason."""
        return cls(refusal(code, "file", **facts))
