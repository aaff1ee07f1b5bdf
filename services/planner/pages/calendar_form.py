"""The form of a region's reporting calendar: what it shows, and what is read from it. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from babel.dates import format_date

from chassis.digits import whole_number
from chassis.http.problem import Fault
from chassis.sheets.calendar_date import read_day
from chassis.sheets.refusal import Unreadable
from chassis.text import Text
from contracts.calendar import Period, PeriodKind, ReviewStep
from contracts.wording import PERIODS, STEPS, period_name
from planner.calendars.calendar import STEPS as STEPS_TO_USE
from planner.calendars.calendar import WEEK, Draft, Rule
from planner.calendars.stored import StoredCalendar
from planner.calendars.telling import LABELS, told
from planner.pages.seen import as_seen, changes, short

YES = "ya"
DAY_MOST = 40
"""Letters of a day that are read."""
USED, ON_TIME, WINDOW = "used", "on_time", "window"
WEEKDAY_FIELDS = tuple(f"workday_{day}" for day in WEEK)
STEP_FIELDS = {f"step_{step.value}": step for step in STEPS_TO_USE}
RULE_FIELDS = tuple(
    f"{part}_{kind.value}" for kind in PeriodKind for part in (USED, ON_TIME, WINDOW)
)
FIELDS = (
    *("version", "seen", "begins", "taken_over"),
    *WEEKDAY_FIELDS,
    *RULE_FIELDS,
    *STEP_FIELDS,
    "counts_from",
)
EXTENSION_FIELDS = ("agency", "period", "until", "reason")
COUNTS_FROM: Mapping[str, str] = {step.value: STEPS[step] for step in ReviewStep}
SAID_OF: Mapping[str, str] = {
    **LABELS,
    "periods": "Periode",
    **{f"{part}_{kind.value}": PERIODS[kind] for kind in PeriodKind for part in (ON_TIME, WINDOW)},
    "agency": "Perangkat daerah",
    "period": "Periode",
    "until": "Sampai",
    "reason": "Alasan",
}
"""The labels before what is wrong with a field."""
_AT = {"on_time_days": ON_TIME, "window_days": WINDOW}
_ENGLISH: Mapping[PeriodKind, str] = {
    PeriodKind.QUARTER: "Quarter",
    PeriodKind.FOUR_MONTHS: "Four-month term",
    PeriodKind.HALF_YEAR: "Half year",
    PeriodKind.YEAR: "Year",
}


def period_text(period: Period) -> Text:
    """A period as people say it."""
    name = period_name(period)
    if period.kind is PeriodKind.MONTH:
        return Text(name, format_date(period.first, "MMMM y", locale="en"))
    return Text(name, name.replace(PERIODS[period.kind], _ENGLISH[period.kind]))


def values_of(stored: StoredCalendar) -> dict[str, str]:
    """The values of a calendar's form, and in `seen` the same as its reader saw them."""
    draft = stored.draft
    values = {**dict.fromkeys(FIELDS, ""), "begins": draft.begins.isoformat()}
    values["taken_over"] = draft.taken_over.isoformat() if draft.taken_over else ""
    values |= {f"workday_{day}": YES for day in draft.workdays}
    for kind, on_time, window in draft.periods:
        values |= {f"{USED}_{kind.value}": YES, f"{ON_TIME}_{kind.value}": str(on_time)}
        values[f"{WINDOW}_{kind.value}"] = "" if window is None else str(window)
    values |= {name: YES for name, step in STEP_FIELDS.items() if step in draft.steps}
    values["counts_from"] = draft.counts_from.value
    return {**values, **as_it_stands(stored)}


def as_it_stands(stored: StoredCalendar) -> dict[str, str]:
    """The hidden values of a form: the version, and what its reader sees."""
    return {"version": str(stored.version), "seen": as_seen(_short(stored))}


def changed_since(seen: str, stored: StoredCalendar) -> list[tuple[str, str, str]]:
    """Label, what the reader saw and what stands now, of each part that others have changed."""
    return changes(seen, _short(stored), LABELS)


def _short(stored: StoredCalendar) -> dict[str, str]:
    return {name: short(text) for name, text in told(stored).items()}


def read_form(values: Mapping[str, str], stored: StoredCalendar) -> tuple[Draft, list[Fault]]:
    """The calendar as typed, with its holidays as they are stored; and a fault for each field that
    cannot be read, in whose place what is stored stands.
    """
    faults: list[Fault] = []
    begins = day_of(values["begins"], "begins", faults)
    taken_over = (
        day_of(values["taken_over"], "taken_over", faults) if values["taken_over"] else None
    )
    counts_from = values["counts_from"]
    if counts_from not in COUNTS_FROM:
        faults.append(Fault("counts_from", "unknown-word", Text("pilih satu", "choose one")))
        counts_from = ReviewStep.RECORDED
    draft = replace(
        stored.draft,
        begins=begins or stored.draft.begins,
        taken_over=taken_over,
        workdays=tuple(day for day in WEEK if values[f"workday_{day}"]),
        periods=tuple(
            _rule(kind, values, faults) for kind in PeriodKind if values[f"{USED}_{kind.value}"]
        ),
        steps=tuple(step for name, step in STEP_FIELDS.items() if values[name]),
        counts_from=ReviewStep(counts_from),
    )
    return draft, faults


def _rule(kind: PeriodKind, values: Mapping[str, str], faults: list[Fault]) -> Rule:
    on_time = _count(f"{ON_TIME}_{kind.value}", values, faults)
    window = f"{WINDOW}_{kind.value}"
    return Rule(kind, on_time or 0, _count(window, values, faults) if values[window] else None)


def _count(name: str, values: Mapping[str, str], faults: list[Fault]) -> int | None:
    number = whole_number(values[name])
    if number is None:
        message = Text(
            "isi jumlah hari kerja, misalnya 5", "give a number of working days, such as 5"
        )
        faults.append(Fault(name, "number", message))
    return number


def day_of(text: str, name: str, faults: list[Fault]) -> date | None:
    """The day that was typed; None, and a fault, where it is none."""
    try:
        return read_day(text[:DAY_MOST])
    except Unreadable:
        message = Text("isi tanggal, misalnya 31 Desember 2026", "give a date, such as 2026-12-31")
        faults.append(Fault(name, "date", message))
        return None


def field_of(field: str) -> str:
    """The form's name of a field of a draft, such as window_month of periods.month.window_days."""
    match field.split("."):
        case ["periods", kind]:
            return f"{ON_TIME}_{kind}"
        case ["periods", kind, part]:
            return f"{_AT[part]}_{kind}"
        case [name, *_]:
            return name
    return field
