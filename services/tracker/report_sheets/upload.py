"""A spreadsheet of reports that is looked at, and how far its recording has come. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from chassis.text import Text
from contracts.account import Account

T = TypeVar("T")

CHUNK = 100
"""Reports that are recorded in one transaction."""
PAUSE_FIRST, PAUSE_MOST = timedelta(seconds=1), timedelta(minutes=10)
"""How long a file waits whose reports the database does not take: twice as long each time."""
DOUBLED_MOST = 20
RECORDINGS_MOST = 3
"""Files of one account that are being recorded at once."""
REFUSALS_MOST = 50
"""Refusals of a recording that are kept with their words; all are counted."""


@dataclass(frozen=True, slots=True)
class Recording:
    """The recording of a spreadsheet's reports, and what became of them so far."""

    begun_at: datetime
    batch: str
    """The key of its reports."""
    rows: int
    """How many reports are to be recorded."""
    chunks: int
    done_chunks: int
    recorded: int
    unchanged: int
    refused: int
    """Refused since it was looked at."""
    refusals: tuple[tuple[str, Text], ...]
    """Row and reason of those, the first `REFUSALS_MOST`."""
    left_out: Mapping[str, int]
    """Rows that were no reports to record when it was looked at: unchanged, refused, unfilled."""
    is_open: bool
    broke_off: bool
    """Whether it ended before its end, by a fault of the program."""
    tries: int = 0
    """How often the database did not take its next reports."""
    waits_until: datetime | None = None
    """When they are tried again; None before the first try."""

    @property
    def done(self) -> int:
        """How many reports were dealt with."""
        return min(self.done_chunks * CHUNK, self.rows)


@dataclass(frozen=True, slots=True)
class Upload:
    """A spreadsheet as it was sent, by whom and for which agency."""

    id: str
    name: str
    owner: str
    agency: str
    """The agency that its owner acted for; blank for one of none."""
    region: str | None
    sha256: str
    at: datetime
    data: bytes
    said: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Texts by sheet and field for every row."""
    recording: Recording | None = None

    def is_of(self, account: Account) -> bool:
        """Whether the account may see it."""
        return self.owner == account.username and self.agency == (account.agency or "")


def pause_after(tries: int) -> timedelta:
    """How long a file waits whose reports the database did not take so many times before."""
    return min(PAUSE_MOST, PAUSE_FIRST * (1 << min(tries, DOUBLED_MOST)))


def in_chunks(rows: Sequence[T]) -> list[Sequence[T]]:
    """The rows in the parts in which they are recorded."""
    return [rows[first : first + CHUNK] for first in range(0, len(rows), CHUNK)]
