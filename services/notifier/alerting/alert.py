"""An episode: one rule on one subject, from when its condition holds until it has settled. Pure.

Its number is the `seq` of the status change that opened it, where that is higher than the number of
the subject's last episode: a replay gives the same episode again.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from contracts.words import AgencyCode, RegionCode
from notifier.alerting.facts import Facts
from notifier.directory.offices import Office


class CloseReason(StrEnum):
    """Why an episode closed; `left` is that of earlier releases."""

    DONE = "done"
    RECOVERED = "recovered"
    CANCELLED = "cancelled"
    MOVED = "moved"
    HANDED_OVER = "handed_over"
    SUPERSEDED = "superseded"
    PASSED = "passed"
    LEFT = "left"


class Answer(StrEnum):
    """What somebody who was told may do about it."""

    ACKNOWLEDGED = "acknowledged"
    SILENCED = "silenced"
    HANDED_OVER = "handed_over"


@dataclass(frozen=True, slots=True)
class Pause:
    """Somebody answered: no step is taken until the end of the day `until`."""

    answer: Answer
    by: str
    at: datetime
    until: date
    words: str = ""
    office: Office | None = None
    """To whom it was handed over."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: `vacant` are offices in whose place the next one up was told, or
    nobody where there was none.
    """

    step: str
    at: datetime
    offices: tuple[Office, ...]
    vacant: tuple[Office, ...] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """One episode.

    `facts` are the newest while it is open, and those that closed it. `agency` and `region` are
    those for which it opened, `first_due` the due day then. `counts_from` is the instant from which
    the ladder is counted: None before the region's go-live. `follows` are the episodes that it
    superseded. `active`: open, not settled, or to be looked at once more; `settled`: its end was
    told.
    """

    rule: str
    item_id: str
    episode: int
    facts: Facts
    agency: AgencyCode
    region: RegionCode
    opened_at: datetime
    noticed_at: datetime
    since: datetime
    first_due: date
    counts_from: datetime | None
    period: str | None = None
    taken: tuple[Taken, ...] = ()
    pauses: tuple[Pause, ...] = ()
    follows: tuple[str, ...] = ()
    closed_at: datetime | None = None
    close_reason: CloseReason | None = None
    active: bool = True
    settled: bool = False
    next_step: str | None = None
    next_at: datetime | None = None
    noted: int = 0
    """How many entries of the ledger are about it."""
    resumed: int = 0
    """Of so many of its `pauses` it is noted that the last one has ended."""

    @property
    def id(self) -> str:
        """The unique id of the episode."""
        return f"{self.rule}:{self.item_id}:{self.episode}"

    @property
    def open(self) -> bool:
        """Whether it is not closed."""
        return self.close_reason is None

    @property
    def paused_until(self) -> date | None:
        """The last day of the answers that hold the ladder back; None where nobody answered."""
        return max((one.until for one in self.pauses), default=None)

    @property
    def vacant(self) -> tuple[Office, ...]:
        """Offices of steps taken that nobody holds."""
        return tuple(dict.fromkeys(office for one in self.taken for office in one.vacant))

    @property
    def steps_taken(self) -> tuple[str, ...]:
        """The names of the steps taken."""
        return tuple(one.step for one in self.taken)
