"""A region's reporting calendar: its periods, working days and review steps. Pure.

A period is what is reported on; its window is when a report on it may come; its limit is until when
a report is on time. The first definitions are DHIS2's, the working days those of PP 39/2006.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, NamedTuple, Self

from pydantic import AwareDatetime, Field, model_validator

from contracts.words import AgencyCode, Part, TimeZone


class PeriodKind(StrEnum):
    """Lengths of periods; each is a whole number of months of one year."""

    MONTH = "month"
    QUARTER = "quarter"
    FOUR_MONTHS = "four_months"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months it lasts."""
        return _MONTHS[self]


_MONTHS = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.FOUR_MONTHS: 4,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.YEAR: 12,
}
LETTERS = {
    PeriodKind.MONTH: "M",
    PeriodKind.QUARTER: "Q",
    PeriodKind.FOUR_MONTHS: "C",
    PeriodKind.HALF_YEAR: "S",
    PeriodKind.YEAR: "Y",
}
"""In the codes of periods, as 2026-Q3."""


FIRST_YEAR, LAST_YEAR = 2000, 2100
"""The years of a calendar: far enough from the ends of all calendars to count on from them."""


class Period(NamedTuple):
    """A period from its first to its last day, both included."""

    kind: PeriodKind
    first: date
    last: date

    @classmethod
    def of(cls, kind: PeriodKind, day: date) -> Self:
        """The period of a kind that a day lies in."""
        month = (day.month - 1) // kind.months * kind.months + 1
        end = month + kind.months - 1
        last = date(day.year, end, monthrange(day.year, end)[1])
        return cls(kind, date(day.year, month, 1), last)

    @classmethod
    def of_code(cls, code: str) -> Self | None:
        """The period of a code; None where it is none, or of no year of a calendar."""
        year, _, part = code.partition("-")
        kind = next((kind for kind, letter in LETTERS.items() if letter == part[:1]), None)
        digits = part[1:]
        if kind is None or not (len(year) == 4 and (year + digits).isascii()):
            return None
        if not (year.isdigit() and digits.isdigit()) or not FIRST_YEAR <= int(year) <= LAST_YEAR:
            return None
        number = int(digits[:3])
        if len(digits) > 2 or not 1 <= number <= 12 // kind.months:
            return None
        period = cls.of(kind, date(int(year), (number - 1) * kind.months + 1, 1))
        return period if period.code == code else None

    @property
    def number(self) -> int:
        """Which of its year: 1 to 12 for months."""
        return (self.first.month - 1) // self.kind.months + 1

    @property
    def code(self) -> str:
        """As 2026-M10, 2026-Q4, 2026-C3, 2026-S2, 2026-Y1."""
        return f"{self.first.year}-{LETTERS[self.kind]}{self.number}"

    def before(self) -> "Period | None":
        """The period of the same kind before it; None before the first year."""
        return None if self.first == date.min else Period.of(self.kind, self.first - _DAY)


class ReviewStep(StrEnum):
    """How far a report has come (e-Pantau: the officer enters, the head of division verifies, the
    head of the agency signs).
    """

    RECORDED = "recorded"
    VERIFIED = "verified"
    SIGNED = "signed"


CalendarDay = Annotated[date, Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31))]
"""A day of a calendar."""


class PeriodRule(Part):
    """How periods of one kind are reported on, in working days after their last day."""

    kind: PeriodKind
    on_time_days: Annotated[int, Field(ge=0, le=250)] = Field(
        description="A report is on time until this many working days after the period's end."
    )
    window_days: Annotated[int | None, Field(ge=0, le=250)] = Field(
        default=None,
        description="A report counts until this many working days after the period's end; after it "
        "with an extension only. null: at any time.",
    )

    @model_validator(mode="after")
    def _on_time_within_the_window(self) -> Self:
        if self.window_days is not None and self.window_days < self.on_time_days:
            raise ValueError("on_time_days is beyond window_days")
        return self


class Holiday(Part):
    """A day on which nobody works."""

    day: CalendarDay
    name: Annotated[str, Field(min_length=1, max_length=200)]
    decree: Annotated[str, Field(max_length=200)] = Field(
        default="", description="The decision that sets it, with its date; blank: by law."
    )
    provisional: bool = Field(default=False, description="An estimate, not yet decreed.")


class Extension(Part):
    """One agency's reports on one period count until a later day."""

    agency: AgencyCode
    kind: PeriodKind
    first: CalendarDay = Field(description="The period's first day.")
    until: CalendarDay = Field(description="Last day on which a report counts.")
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    granted_by: Annotated[str, Field(min_length=1, max_length=128)]
    granted_at: AwareDatetime


_DAY = timedelta(days=1)
HOLIDAYS_MOST, EXTENSIONS_MOST = 500, 1_000


class Calendar(Part):
    """What a region reports on, and until when.

    No period of before `begins` is counted. The plan of an item counts from when it came; items
    that came until `taken_over`, the day on which the region took its plan over into this system,
    count as if their plan had always been there.
    """

    time_zone: TimeZone = Field(description="IANA name; the region's days begin and end in it.")
    begins: CalendarDay = Field(description="First day of the first period that is counted.")
    taken_over: CalendarDay | None = Field(
        default=None,
        description="Items that first came until the end of this day count as planned before.",
    )
    workdays: Annotated[
        tuple[Annotated[int, Field(ge=1, le=7)], ...],
        Field(min_length=1, max_length=7, description="ISO weekdays: 1 is Monday."),
    ] = (1, 2, 3, 4, 5)
    periods: Annotated[tuple[PeriodRule, ...], Field(min_length=1, max_length=len(PeriodKind))]
    holidays: Annotated[tuple[Holiday, ...], Field(max_length=HOLIDAYS_MOST)] = ()
    holidays_until: CalendarDay | None = Field(
        default=None,
        description="Days after it may have holidays that are not known yet; null: days after the "
        "last year with a holiday.",
    )
    steps: Annotated[tuple[ReviewStep, ...], Field(max_length=2)] = Field(
        default=(ReviewStep.VERIFIED, ReviewStep.SIGNED),
        description="The review steps after recording, in their order.",
    )
    counts_from: ReviewStep = Field(
        default=ReviewStep.RECORDED, description="The step from which a report counts."
    )
    extensions: Annotated[tuple[Extension, ...], Field(max_length=EXTENSIONS_MOST)] = ()

    @cached_property
    def _off(self) -> frozenset[date]:
        return frozenset(holiday.day for holiday in self.holidays)

    @cached_property
    def _provisional(self) -> frozenset[date]:
        return frozenset(holiday.day for holiday in self.holidays if holiday.provisional)

    @cached_property
    def _known_until(self) -> date:
        """The last day of which it is known whether it is a holiday."""
        if self.holidays_until is not None:
            return self.holidays_until
        last = max(self._off, default=None)
        return date(last.year, 12, 31) if last else date.min

    def is_workday(self, day: date) -> bool:
        """Whether people work on that day."""
        return day.isoweekday() in self.workdays and day not in self._off

    def workdays_after(self, day: date, count: int) -> date:
        """The last of so many working days after a day; the day itself for 0."""
        while count:
            day += _DAY
            count -= self.is_workday(day)
        return day

    def rule(self, kind: PeriodKind) -> PeriodRule | None:
        """How periods of a kind are reported on; None where the region has none."""
        return next((rule for rule in self.periods if rule.kind is kind), None)

    def on_time_until(self, period: Period) -> date:
        """The last day on which a report on the period is on time. Raises `LookupError` for a kind
        that the region does not have.
        """
        return self.workdays_after(period.last, self._rule(period).on_time_days)

    def open_until(self, period: Period) -> date | None:
        """The last day on which a report on the period counts without an extension; None: any."""
        days = self._rule(period).window_days
        return None if days is None else self.workdays_after(period.last, days)

    def is_provisional(self, period: Period) -> bool:
        """Whether its days may still move: an estimated holiday lies between its end and them, or
        they lie in a year whose holidays are not known yet.
        """
        until = self.open_until(period) or self.on_time_until(period)
        return until > self._known_until or any(
            period.last < day <= until for day in self._provisional
        )

    def periods_of(self, kind: PeriodKind, until: date) -> Iterator[Period]:
        """The counted periods of a kind that began until a day, the latest first."""
        period: Period | None = Period.of(kind, until)
        while period is not None and period.first >= self.begins:
            yield period
            period = period.before()

    def _rule(self, period: Period) -> PeriodRule:
        rule = self.rule(period.kind)
        if rule is None:
            raise LookupError(period.kind)
        return rule
