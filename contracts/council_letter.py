"""The weekly letter to the council: what it says, as figures and rows, and its PDF."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from contracts.event import Event
from contracts.words import (
    AgencyCode,
    Instant,
    ItemId,
    Kind,
    Part,
    Pillar,
    RegionCode,
    Rupiah,
    Status,
    TimeZone,
)

ROWS_MOST = 20
"""Rows of one table; how many there are in all stands beside them."""
POINTS_MOST, STATUSES_MOST = 20, 10
PDF_BYTES_MOST = 300_000
"""With the rest of the letter below the million bytes that a broker takes."""
WORDS_MOST = 300
LetterChange = Literal["late", "critical", "behind", "recovered", "done", "cancelled", "new"]
LetterDateKind = Literal["step", "period_ends", "on_time_until", "open_until", "quick_win_due"]
Title = Annotated[str, Field(max_length=500)]
Name = Annotated[str, Field(max_length=300)]
Words = Annotated[str, Field(max_length=WORDS_MOST)]
Count = Annotated[int, Field(ge=0)]
Week = Annotated[
    str,
    Field(pattern=r"^[0-9]{4}-W[0-9]{2}$", max_length=8, description="ISO week, as 2026-W31."),
]
Figure = Annotated[float | None, Field(description="Percent; null where it is not known.")]


class StatusCount(Part):
    """How many items have a status."""

    status: Status
    items: Count


class LetterSums(Part):
    """Items together, by their weights; cancelled ones are counted in `by_status` alone."""

    by_status: Annotated[tuple[StatusCount, ...], Field(max_length=STATUSES_MOST)]
    planned_percent: Figure
    actual_percent: Figure

    def count(self, status: Status) -> int:
        """How many items have the status."""
        return next((one.items for one in self.by_status if one.status == status), 0)

    @property
    def items(self) -> int:
        """How many there are, without cancelled ones."""
        return sum(one.items for one in self.by_status if one.status is not Status.CANCELLED)

    @property
    def gap(self) -> float | None:
        """Actual minus planned, percentage points."""
        if self.actual_percent is None or self.planned_percent is None:
            return None
        return self.actual_percent - self.planned_percent


class PillarSums(LetterSums):
    """The items of one pillar."""

    pillar: Pillar


class LetterBelief(Part):
    """How much of the figures to believe."""

    signed_percent: Figure = Field(description="Of what is reported done, what heads signed.")
    unproven_percent: Figure = Field(
        description="Of what is reported done, what lacks the evidence that is asked for."
    )
    to_look_at: Count | None = Field(description="Reports that a verifier has to look at.")
    old_figures: Count = Field(description="Items in progress with no figure of the last 35 days.")
    heard_at: Instant | None = Field(description="When the last report came; null: none came.")


class SilentAgency(Part):
    """An agency that has not reported all that was expected of it on a period."""

    agency: AgencyCode
    name: Name
    missing: Count
    expected: Count


class LetterPeriod(Part):
    """Reporting on the period whose limit passed last."""

    code: Annotated[str, Field(max_length=16, description="As 2026-M7.")]
    on_time_until: date
    expected: Count
    reported: Count = Field(description="Those that have come by now.")
    silent_agencies: Count
    silent: Annotated[tuple[SilentAgency, ...], Field(max_length=ROWS_MOST)]


class LetterItem(Part):
    """An item and who is responsible for it."""

    item_id: ItemId
    title: Title
    agency: AgencyCode
    agency_name: Name


class ChangedItem(LetterItem):
    """An item whose status changed."""

    kind: Kind
    was: Status | None
    status: Status
    since: Instant


class LetterChanges(Part):
    """Items of which the same became since the last letter."""

    became: LetterChange
    items: Count
    rows: Annotated[tuple[ChangedItem, ...], Field(max_length=ROWS_MOST)]


class MovedItem(LetterItem):
    """An item whose due day was moved in the plan."""

    before: date
    after: date


class LateItem(LetterItem):
    """A quick win whose due day has passed."""

    due: date
    days: Annotated[int, Field(ge=1)]
    has_decision: bool = Field(description="Whether the council decided something on it.")


class LetterDecision(Part):
    """A decision of the council, as it stands."""

    decision_id: Annotated[str, Field(max_length=64)]
    decision: Words
    about: Title = Field(description="The item's title, or the agency's name.")
    owner: AgencyCode
    owner_name: Name
    due: date
    state: Literal["open", "done", "withdrawn"]
    days_overdue: Count


class LetterPoint(Part):
    """All items at the end of a day; null for days to come, and for money that is not known."""

    day: date
    planned_percent: float
    actual_percent: Figure
    money_percent: Figure


class LetterDate(Part):
    """Something that comes soon."""

    what: LetterDateKind
    first: date
    last: date
    name: Title
    is_usual: bool = Field(description="In these months as a rule; no day is set.")
    is_provisional: bool = Field(description="An estimated holiday may move it.")


class CouncilLetter(Event):
    """A fact; once for each (region, week), and never changed. Tables have their first rows, and
    beside them how many rows there are.
    """

    topic: ClassVar[str] = "council.letter.v1"
    producer: ClassVar[str] = "tracker"
    consumers: ClassVar[tuple[str, ...]] = ("notifier",)

    region: RegionCode
    region_name: Name
    time_zone: TimeZone = Field(description="IANA name; the letter's days are days in it.")
    week: Week
    at: Instant = Field(description="Of which the figures are.")
    since: Instant = Field(description="Of the last letter, from which on changes are told.")
    is_first: bool = Field(description="Whether there was no letter before; `since` is a week ago.")
    behind_minutes: Count = Field(
        default=0, description="What came in so many minutes before may be missing."
    )
    verdict: Status | None = Field(
        description="Of all items: on_track, behind or critical; null where nothing is planned."
    )
    total: LetterSums
    before: LetterSums | None = Field(description="As in the last letter; null in the first.")
    quick_wins: LetterSums
    pillars: Annotated[tuple[PillarSums, ...], Field(max_length=len(Pillar))]
    budget: Rupiah
    spent: Rupiah
    belief: LetterBelief
    period: LetterPeriod | None = Field(description="null: no limit of a period has passed yet.")
    late_quick_wins: Annotated[tuple[LateItem, ...], Field(max_length=ROWS_MOST)] = Field(
        description="Those longest late first; how many there are is in `quick_wins`."
    )
    changes: Annotated[tuple[LetterChanges, ...], Field(max_length=7)]
    moved_items: Count
    moved: Annotated[tuple[MovedItem, ...], Field(max_length=ROWS_MOST)]
    decisions_of_week: Count = Field(
        description="Made, done or taken back since the last letter; those overdue are left out."
    )
    decided: Annotated[tuple[LetterDecision, ...], Field(max_length=ROWS_MOST)]
    decisions_open: Count
    decisions_overdue: Count = Field(description="Of the open ones, those after their last day.")
    overdue: Annotated[tuple[LetterDecision, ...], Field(max_length=ROWS_MOST)]
    curve: Annotated[tuple[LetterPoint, ...], Field(max_length=POINTS_MOST)] = Field(
        description="Ends of the year's months, and today."
    )
    dates: Annotated[tuple[LetterDate, ...], Field(max_length=ROWS_MOST)]
    rules: Annotated[tuple[Words, ...], Field(max_length=ROWS_MOST)] = Field(
        description="Versions of the rules that the figures come from."
    )
    pdf: Annotated[
        str, Field(max_length=PDF_BYTES_MOST * 4 // 3 + 4, pattern=r"^[A-Za-z0-9+/]*={0,2}$")
    ] = Field(default="", description="The letter on paper, in base64; empty: it was not drawn.")

    def key(self) -> str:
        """The region's code."""
        return self.region
