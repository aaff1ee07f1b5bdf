"""Reporting calendars as MongoDB documents, and back. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from contracts.calendar import Extension, Holiday, PeriodKind, ReviewStep
from planner.calendars.calendar import Draft, OwnHoliday, Rule
from planner.calendars.stored import StoredCalendar


def calendar_document(stored: StoredCalendar, at: datetime, by: str) -> dict[str, Any]:
    """The document of a calendar that `by` changed at `at`; days are texts, as 2026-12-31."""
    draft = stored.draft
    return {
        "_id": stored.region,
        "region": stored.region,
        "version": stored.version,
        "time_zone": stored.time_zone,
        "begins": draft.begins.isoformat(),
        "taken_over": draft.taken_over.isoformat() if draft.taken_over else None,
        "workdays": list(draft.workdays),
        "periods": [{**rule._asdict(), "kind": rule.kind.value} for rule in draft.periods],
        "steps": [step.value for step in draft.steps],
        "counts_from": draft.counts_from.value,
        "own_holidays": [
            {**one._asdict(), "day": one.day.isoformat()} for one in draft.own_holidays
        ],
        "worked_holidays": [day.isoformat() for day in draft.worked_holidays],
        "holidays": [one.model_dump(mode="json") for one in stored.holidays],
        "extensions": [_extension(one) for one in stored.extensions],
        "changed_at": at,
        "changed_by": by,
    }


def _extension(one: Extension) -> dict[str, Any]:
    return {**one.model_dump(mode="json"), "granted_at": one.granted_at}


def calendar_of(row: Mapping[str, Any]) -> StoredCalendar:
    """The calendar in a document."""
    draft = Draft(
        begins=date.fromisoformat(row["begins"]),
        taken_over=date.fromisoformat(row["taken_over"]) if row["taken_over"] else None,
        workdays=tuple(row["workdays"]),
        periods=tuple(
            Rule(PeriodKind(one["kind"]), one["on_time_days"], one["window_days"])
            for one in row["periods"]
        ),
        steps=tuple(map(ReviewStep, row["steps"])),
        counts_from=ReviewStep(row["counts_from"]),
        own_holidays=tuple(
            OwnHoliday(date.fromisoformat(one["day"]), one["name"], one["decree"])
            for one in row["own_holidays"]
        ),
        worked_holidays=tuple(map(date.fromisoformat, row["worked_holidays"])),
    )
    return StoredCalendar(
        draft,
        row["_id"],
        row["version"],
        row["time_zone"],
        tuple(map(Holiday.model_validate, row["holidays"])),
        tuple(map(Extension.model_validate, row["extensions"])),
    )
