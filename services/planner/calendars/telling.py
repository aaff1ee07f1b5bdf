"""A calendar as people compare it: a text for each part. Pure."""

from collections.abc import Iterable, Mapping

from chassis.sheets.calendar_date import long_date
from contracts.calendar import Extension, Holiday, PeriodKind
from contracts.wording import PERIODS, STEPS, period_name
from planner.calendars.calendar import OwnHoliday, Rule
from planner.calendars.extensions import period_of
from planner.calendars.stored import StoredCalendar

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
LABELS: Mapping[str, str] = {
    "begins": "Dihitung sejak",
    "taken_over": "Rencana diambil alih ke sistem ini pada",
    "workdays": "Hari kerja",
    **{kind.value: word for kind, word in PERIODS.items()},
    "steps": "Langkah pemeriksaan",
    "counts_from": "Laporan dihitung sejak",
    "own_holidays": "Hari libur daerah",
    "worked_holidays": "Tetap bekerja pada",
    "extensions": "Izin terlambat",
}


def told(stored: StoredCalendar) -> dict[str, str]:
    """A text for each of LABELS; blank for what there is not."""
    draft = stored.draft
    rules = {rule.kind: _rule(rule) for rule in draft.periods}
    return {
        "begins": long_date(draft.begins),
        "taken_over": long_date(draft.taken_over) if draft.taken_over else "",
        "workdays": ", ".join(WEEKDAYS[day - 1] for day in draft.workdays),
        **{kind.value: rules.get(kind, "") for kind in PeriodKind},
        "steps": ", ".join(STEPS[step] for step in draft.steps),
        "counts_from": STEPS[draft.counts_from],
        "own_holidays": "; ".join(map(_own, draft.own_holidays)),
        "worked_holidays": "; ".join(map(long_date, draft.worked_holidays)),
        "extensions": "; ".join(map(_extension, stored.extensions)),
    }


def told_holidays(gone: Iterable[Holiday], new: Iterable[Holiday]) -> str:
    """Holidays that go and come, in one line."""
    signed = ((sign, one) for sign, some in (("-", gone), ("+", new)) for one in some)
    return "; ".join(f"{sign} {long_date(one.day)} {one.name}" for sign, one in signed)


def _rule(rule: Rule) -> str:
    on_time, window = f"tepat waktu {rule.on_time_days} hari kerja", rule.window_days
    return f"{on_time}, {'tetap dibuka' if window is None else f'dibuka {window} hari kerja'}"


def _own(one: OwnHoliday) -> str:
    return f"{long_date(one.day)} {one.name}" + (f" ({one.decree})" if one.decree else "")


def _extension(one: Extension) -> str:
    name = period_name(period_of(one))
    return f"{one.agency}, {name}: {long_date(one.until)}"
