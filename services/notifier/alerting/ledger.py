"""What was decided of an episode, and why: also that nobody was told. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from contracts.words import AgencyCode, RegionCode
from notifier.alerting.alert import Alert
from notifier.directory.offices import Office


class What(StrEnum):
    """What happened to an episode."""

    OPENED = "opened"
    TOLD = "told"
    TOLD_NOBODY = "told_nobody"
    ACKNOWLEDGED = "acknowledged"
    SILENCED = "silenced"
    HANDED_OVER = "handed_over"
    RESUMED = "resumed"
    CLOSED = "closed"
    SETTLED = "settled"
    TESTED = "tested"
    """Of no episode: somebody sent a test message."""


class Why(StrEnum):
    """Why, where it does not follow from the rule alone."""

    BY_RULE = ""
    GOES_ON = "goes_on"
    BEFORE_GO_LIVE = "before_go_live"
    GO_LIVE = "go_live"
    VACANT = "vacant"
    TOLD_BEFORE = "told_before"
    LATER_STEP = "later_step"
    NEW_HOLDER = "new_holder"
    NOT_TOLD_OF_IT = "not_told_of_it"
    NOT_ASKED_FOR = "not_asked_for"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: `number` counts those of its episode. `why` is a `Why` or the reason of a close;
    `offices` were told, `vacant` not held by anybody who can be reached.
    """

    alert: str
    number: int
    rule: str
    item_id: str
    title: str
    agency: AgencyCode
    region: RegionCode
    at: datetime
    what: What
    why: str = ""
    step: str = ""
    offices: tuple[Office, ...] = ()
    vacant: tuple[Office, ...] = ()
    told: int = 0
    """How many addresses."""
    told_offices: tuple[Office, ...] = ()
    """Whose they are: of `offices` those that are held, in place of a vacant one the next up."""
    digest: bool = False
    """They are told with the day's digest, and not at once."""
    by: str = ""
    words: str = ""
    until: date | None = None

    @property
    def key(self) -> str:
        """Unique."""
        return f"{self.alert}#{self.number}"


def noted(alert: Alert, at: datetime, what: What, **more: object) -> tuple[Alert, Entry]:
    """The episode with one more entry, and the entry."""
    entry = Entry(
        alert=alert.id,
        number=alert.noted + 1,
        rule=alert.rule,
        item_id=alert.item_id,
        title=alert.facts.title,
        agency=alert.agency,
        region=alert.region,
        at=at,
        what=what,
        **more,  # type: ignore[arg-type]
    )
    return replace(alert, noted=alert.noted + 1), entry
