"""A figure of an export: whose it is, of which months, and how much. Pure.

Figures are facts: a later file adds new ones and changes none, and of those for the same months the
one that was said last counts.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

MONTHS = 12


class Money(StrEnum):
    """What a figure says."""

    BUDGET = "budget"
    """Pagu, for the whole year."""
    PLANNED = "planned"
    """RAK: cash that is to be spent."""
    SPENT = "spent"
    """LRA: realisation."""


class SubActivity(NamedTuple):
    """A sub kegiatan of an agency, by its code; the same code is used by every agency."""

    agency: str
    code: str


@dataclass(frozen=True, slots=True)
class Figure:
    """Whole rupiah of a sub kegiatan in the months `first` to `last` of a year, from 1."""

    of: SubActivity
    year: int
    money: Money
    first: int
    last: int
    rupiah: int
    said_at: datetime
    """When the file was sent."""
    file: str
    """Which file that was sent; the same one sent again is another."""
    name: str = ""
    """Of the sub kegiatan in that year."""
    work_unit: str = ""
    """The unit of the agency that the file is of; blank: of the agency as a whole, or of the only
    one that sends files.
    """


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    following = date(year + month // MONTHS, month % MONTHS + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
