"""What a simulated quarter is told, and what is predicted of it. Nothing of the notifier."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from contracts.event import Event

Policy = Mapping[str, Any]
"""A policy as its YAML says it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answers to the open episode of a rule on a subject."""

    rule: str
    subject: str
    kind: str
    """acknowledge, silence, hand_over"""
    until: date | None = None
    """The last day of a silence; of an acknowledgement a chosen, earlier one."""
    office: str = ""
    """To which it is handed over."""


class Timed(NamedTuple):
    """An event of the contracts, or an answer, and when it comes."""

    at: datetime
    fact: Event | Answer


@dataclass(frozen=True, slots=True)
class Refusing:
    """An address that refuses for good between two instants."""

    address: str
    since: datetime
    until: datetime

    def hits(self, address: str, at: datetime) -> bool:
        """Whether a message to that address is refused then."""
        return address == self.address.lower() and self.since <= at < self.until


class Notice(NamedTuple):
    """One line of a message: a rule, its subject, the step, and what is said."""

    rule: str
    subject: str
    step: str
    """Of the ladder, or closed, go-live, handed-over-1 and so on."""
    message: str
    """The rule's wording; of an end the reason."""


class Message(NamedTuple):
    """What leaves for an address at an instant; the address in small letters."""

    at: datetime
    address: str
    notices: tuple[Notice, ...]


class Nobody(NamedTuple):
    """That a step told nobody, and why."""

    at: datetime
    rule: str
    subject: str
    step: str
    why: str
    """vacant, told_before, later_step, before_go_live"""
