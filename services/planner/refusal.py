"""Faults in a plan: a stable code, the field, and a message. Pure."""

from collections.abc import Mapping
from typing import ClassVar

from chassis.http.problem import Fault
from chassis.sheets.phrases import phrase
from chassis.sheets.refusal import Unreadable
from chassis.text import Text
from planner.phrases import REFUSALS


def plan_fault(code: str, field: str, /, **facts: object) -> Fault:
    """One fault of one field."""
    return Fault(field, code, phrase(REFUSALS, code, facts))


class NotOfThePlan(Unreadable):
    """A cell that can be read, but has no meaning in the plan at this place."""

    phrases: ClassVar[Mapping[str, Text]] = REFUSALS
