"""The form of a region's holidays: what it shows, and what is read from it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from chassis.http.problem import Fault
from contracts.calendar import Holiday
from planner.calendars.calendar import OWN_MOST, Draft, OwnHoliday, faults_of_holiday
from planner.calendars.stored import StoredCalendar
from planner.pages.calendar_form import YES, as_it_stands, day_of

SPARE_ROWS = 3
"""Empty rows below those that there are."""
ROW_PARTS = ("day", "name", "decree")
ROW_NUMBERS = {f"{part}_{row}": row + 1 for row in range(OWN_MOST) for part in ROW_PARTS}
"""The fields of the rows, and of which row, as people count, each is."""


def worked(day: date) -> str:
    """The field that says that the region works on a national holiday."""
    return f"kerja_{day.isoformat()}"


def fields_of(national: Iterable[Holiday]) -> tuple[str, ...]:
    """The fields of the form beside these national holidays."""
    return ("version", "seen", *ROW_NUMBERS, *(worked(one.day) for one in national))


def values_of(stored: StoredCalendar, national: Iterable[Holiday]) -> dict[str, str]:
    """The values of the form."""
    values = dict.fromkeys(fields_of(national), "")
    for row, (day, name, decree) in enumerate(stored.draft.own_holidays):
        values |= {f"day_{row}": day.isoformat(), f"name_{row}": name, f"decree_{row}": decree}
    values |= {worked(day): YES for day in stored.draft.worked_holidays}
    return {**values, **as_it_stands(stored)}


def rows_of(values: Mapping[str, str]) -> range:
    """The rows to show: those in which something was typed, and a few more."""
    filled = [row for row in range(OWN_MOST) if _is_filled(values, row)]
    return range(min(OWN_MOST, max(filled, default=-1) + 1 + SPARE_ROWS))


def read_form(
    values: Mapping[str, str], stored: StoredCalendar, national: Sequence[Holiday]
) -> tuple[Draft, list[Fault]]:
    """The calendar with its holidays as typed; and the faults of the rows. One with a fault is left
    out, and so is an emptied one. Of national holidays that are not shown stays what is stored.
    """
    faults: list[Fault] = []
    own: list[OwnHoliday] = []
    for row in range(OWN_MOST):
        if _is_filled(values, row):
            one, found = _row(values, row, own)
            faults += found
            if one is not None and not found:
                own.append(one)
    shown = {one.day for one in national}
    kept = [day for day in stored.draft.worked_holidays if day not in shown]
    kept += [day for day in shown if values[worked(day)]]
    draft = replace(stored.draft, own_holidays=tuple(own), worked_holidays=tuple(kept))
    return draft, faults


def _row(
    values: Mapping[str, str], row: int, earlier: Sequence[OwnHoliday]
) -> tuple[OwnHoliday | None, list[Fault]]:
    """The holiday in a row, None without a day; and a fault for each part that is wrong."""
    faults: list[Fault] = []
    day = day_of(values[f"day_{row}"], f"day_{row}", faults)
    one = OwnHoliday(day or date.max, values[f"name_{row}"], values[f"decree_{row}"])
    found = (
        replace(fault, field=f"{fault.field.rpartition('.')[2]}_{row}")
        for fault in faults_of_holiday(one, "", earlier)
    )
    faults += [fault for fault in found if day is not None or fault.field != f"day_{row}"]
    return (one if day is not None else None), faults


def _is_filled(values: Mapping[str, str], row: int) -> bool:
    return any(values[f"{part}_{row}"] for part in ROW_PARTS)
