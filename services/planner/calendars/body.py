"""HTTP bodies and views of a reporting calendar. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, Field

from contracts.calendar import Extension, Holiday, PeriodKind, ReviewStep
from contracts.words import AsNumber
from planner.body import BodyCode, BodyText, StrictBody
from planner.calendars.calendar import DAYS_MOST, OWN_MOST, WORKED_MOST, Draft, OwnHoliday, Rule
from planner.calendars.extensions import Asked, period_of
from planner.calendars.stored import StoredCalendar

SeenVersion = Annotated[int, Field(ge=0, le=2**53), AsNumber]
"""The version that is changed; 0 for a calendar that is proposed only."""
WorkingDays = Annotated[int, Field(ge=0, le=DAYS_MOST), AsNumber]
Weekday = Annotated[int, Field(ge=1, le=7), AsNumber]


class RuleBody(StrictBody):
    """How periods of one kind are reported on, in working days after their last day."""

    kind: PeriodKind
    on_time_days: WorkingDays
    window_days: WorkingDays | None = Field(
        default=None, description="After it with an extension only; null: at any time."
    )


class OwnHolidayBody(StrictBody):
    """A holiday of the region; it stands in for a national one of the same day."""

    day: date
    name: BodyText
    decree: BodyText = ""


class CalendarFields(StrictBody):
    """A calendar as the region sets it."""

    begins: date
    taken_over: date | None = None
    workdays: list[Weekday] = Field(max_length=7, description="1 is Monday.")
    periods: list[RuleBody] = Field(max_length=len(PeriodKind))
    steps: list[ReviewStep] = Field(
        default=[ReviewStep.VERIFIED, ReviewStep.SIGNED], max_length=len(ReviewStep)
    )
    counts_from: ReviewStep = ReviewStep.RECORDED
    own_holidays: list[OwnHolidayBody] = Field(default=[], max_length=OWN_MOST)
    worked_holidays: list[date] = Field(
        default=[],
        max_length=WORKED_MOST,
        description="National holidays on which the region works.",
    )


class RevisedCalendar(CalendarFields):
    """A calendar as it shall be; `version` is the one that is revised."""

    version: SeenVersion


class NewExtension(StrictBody):
    """One agency's reports on one period, such as 2026-M10, count until a later day."""

    agency: BodyCode
    period: BodyCode
    until: date
    reason: BodyText


class RuleShown(BaseModel):
    """How periods of one kind are reported on."""

    kind: PeriodKind
    on_time_days: int
    window_days: int | None


class OwnHolidayShown(BaseModel):
    """A holiday of the region."""

    day: date
    name: str
    decree: str


class HolidayShown(BaseModel):
    """A day on which nobody works; `provisional`: an estimate, not yet decreed."""

    day: date
    name: str
    decree: str
    provisional: bool


class ExtensionShown(BaseModel):
    """One agency's reports on one period count until a later day."""

    agency: str
    period: str
    until: date
    reason: str
    granted_by: str
    granted_at: AwareDatetime


class NearEstimateShown(BaseModel):
    """An estimated holiday that is free besides one of the region's own near it."""

    day: date
    name: str
    own_day: date
    own_name: str


class CalendarShown(BaseModel):
    """A calendar; at version 0 it is proposed only. `holidays` are those of when it was saved."""

    region: str
    version: int
    time_zone: str
    begins: date
    taken_over: date | None
    workdays: list[int]
    periods: list[RuleShown]
    steps: list[ReviewStep]
    counts_from: ReviewStep
    own_holidays: list[OwnHolidayShown]
    worked_holidays: list[date]
    holidays: list[HolidayShown]
    near_estimates: list[NearEstimateShown] = Field(
        description="Where an own holiday is the decreed day of an estimate, add the estimated day "
        "to worked_holidays: both are free until then."
    )
    extensions: list[ExtensionShown]


def draft_of(body: CalendarFields) -> Draft:
    """The draft in a body."""
    return Draft(
        begins=body.begins,
        taken_over=body.taken_over,
        workdays=tuple(body.workdays),
        periods=tuple(Rule(one.kind, one.on_time_days, one.window_days) for one in body.periods),
        steps=tuple(body.steps),
        counts_from=body.counts_from,
        own_holidays=tuple(OwnHoliday(o.day, o.name, o.decree) for o in body.own_holidays),
        worked_holidays=tuple(body.worked_holidays),
    )


def asked_of(body: NewExtension) -> Asked:
    """The extension that a body asks for."""
    return Asked(body.agency, body.period, body.until, body.reason.strip())


def calendar_view(stored: StoredCalendar) -> dict[str, Any]:
    """The calendar in a response."""
    draft = stored.draft
    return {
        "region": stored.region,
        "version": stored.version,
        "time_zone": stored.time_zone,
        "begins": draft.begins,
        "taken_over": draft.taken_over,
        "workdays": draft.workdays,
        "periods": [rule._asdict() for rule in draft.periods],
        "steps": draft.steps,
        "counts_from": draft.counts_from,
        "own_holidays": [one._asdict() for one in draft.own_holidays],
        "worked_holidays": draft.worked_holidays,
        "holidays": _holidays(stored.holidays),
        "near_estimates": [
            {
                "day": near.estimate.day,
                "name": near.estimate.name,
                "own_day": near.own.day,
                "own_name": near.own.name,
            }
            for near in stored.near_estimates
        ],
        "extensions": [_extension(one) for one in stored.extensions],
    }


def _holidays(holidays: Sequence[Holiday]) -> list[dict[str, Any]]:
    return [one.model_dump() for one in holidays]


def _extension(one: Extension) -> dict[str, Any]:
    told = one.model_dump(exclude={"kind", "first"})
    return {**told, "period": period_of(one).code}
