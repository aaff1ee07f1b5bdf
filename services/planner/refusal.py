"""Why something of the plan is refused: a stable code, the field, and a sentence. Pure."""

from collections.abc import Mapping
from typing import ClassVar

from chassis.http.problem import Fault
from chassis.sheets.phrases import phrase
from chassis.sheets.refusal import Unreadable
from chassis.text import Text
from planner.phrases import REFUSALS


def plan_fault(code: str, field: str, /, **facts: object) -> Fault:
    """One thing that is wrong with one field."""
    return Fault(field, code, phrase(REFUSALS, code, facts))


class NotOfThePlan(Unreadable):
    """A cell that can be read, but not as what the plan needs there."""

    phrases: ClassVar[Mapping[str, Text]] = REFUSALS
