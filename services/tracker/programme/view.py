"""HTTP view of an agenda. Pure."""

from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from contracts.wording import period_name
from tracker.programme.agenda import Agenda, Entry, Happens
from tracker.programme.programme import Programme, StepKind


class EntryShown(BaseModel):
    """Something that comes; one of `step`, `period` and `item_id` is not null."""

    happens: Happens
    first: date
    last: date
    is_usual: bool = Field(description="In these months as a rule; no day is set.")
    is_provisional: bool = Field(description="An estimated holiday may move it.")
    name: str
    step: str | None
    period: str | None
    item_id: str | None
    agency: str | None


class StepShown(BaseModel):
    """A step of the programme of which no day is set."""

    step: str
    kind: StepKind
    name: str
    source: str


class AgendaShown(BaseModel):
    """What comes in the next months: the programme, reporting periods, quick wins that are due."""

    region: str
    today: date
    programme: str = Field(description="Version of the programme's data.")
    has_calendar: bool = Field(description="Whether the region has a reporting calendar.")
    entries: list[EntryShown]
    not_set: list[StepShown]


def agenda_view(region: str, found: Agenda, programme: Programme) -> dict[str, Any]:
    """The fields of `AgendaShown`."""
    return {
        "region": region,
        "today": found.today,
        "programme": programme.version,
        "has_calendar": found.has_calendar,
        "entries": [_entry(one) for those in found.months.values() for one in those],
        "not_set": [
            {
                "step": one.step,
                "kind": one.kind,
                "name": one.name.indonesian,
                "source": one.source,
            }
            for one in found.not_set
        ],
    }


def entry_name(one: Entry) -> str:
    """What an entry is about, in Indonesian."""
    if one.step is not None:
        return one.step.name.indonesian
    return period_name(one.period) if one.period else one.item.title if one.item else ""


def _entry(one: Entry) -> dict[str, Any]:
    return {
        "happens": one.happens,
        "first": one.first,
        "last": one.last,
        "is_usual": one.is_usual,
        "is_provisional": one.is_provisional,
        "name": entry_name(one),
        "step": one.step.step if one.step else None,
        "period": one.period.code if one.period else None,
        "item_id": one.item.item_id if one.item else None,
        "agency": one.item.agency if one.item else None,
    }
