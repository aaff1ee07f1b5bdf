"""The forms of a calendar: what they show is read back; each fault stands at its field."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from chassis.http.body import KILO
from contracts.calendar import Holiday, Period, PeriodKind, ReviewStep
from planner.calendars.calendar import (
    DECREE_MOST,
    NAME_MOST,
    OWN_MOST,
    Draft,
    OwnHoliday,
    Rule,
    faults_of,
    tidy,
)
from planner.pages import holiday_form
from planner.pages.calendar_form import (
    SAID_OF,
    changed_since,
    field_of,
    period_text,
    read_form,
    values_of,
)
from tests.unit.planner.calendars.given import ANNIVERSARY, DRAFT, STORED, changed

RECORDED, VERIFIED, SIGNED = ReviewStep
NATIONAL = [
    Holiday(day=date(2026, 12, 24), name="Cuti Bersama Hari Raya Natal"),
    Holiday(day=date(2026, 12, 25), name="Hari Raya Natal"),
]
LONG = tuple(
    OwnHoliday(date(2026, 1, 1) + timedelta(n), "&" * NAME_MOST, "%" * DECREE_MOST)
    for n in range(OWN_MOST)
)


@pytest.mark.parametrize(
    "draft",
    [
        DRAFT,
        changed(taken_over=None, workdays=(1, 2, 3, 4, 5, 6)),
        changed(periods=tuple(Rule(kind, 5, 10) for kind in PeriodKind)),
        changed(periods=(Rule(PeriodKind.YEAR, 0, 0),)),
        changed(steps=(), counts_from=RECORDED),
        changed(steps=(SIGNED,), counts_from=SIGNED),
    ],
)
def test_a_calendar_that_is_sent_as_it_is_shown_stays_as_it_is(draft: Draft) -> None:
    stored = replace(STORED, draft=draft)
    assert read_form(values_of(stored), stored) == (draft, [])


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"begins": ""}, {"begins"}),
        ({"begins": "besok", "taken_over": "31 Februari 2026"}, {"begins", "taken_over"}),
        ({"on_time_month": ""}, {"on_time_month"}),
        ({"window_month": "²"}, {"window_month"}),
        ({"on_time_month": "1,5", "used_quarter": "ya"}, {"on_time_month", "on_time_quarter"}),
        ({"used_month": "", "on_time_month": "banyak"}, set()),
        ({"counts_from": "lain"}, {"counts_from"}),
        ({"begins": "1 Maret 2026", "taken_over": "31/3/2026"}, set()),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(
    typed: Mapping[str, str], fields: set[str]
) -> None:
    draft, faults = read_form({**values_of(STORED), **typed}, STORED)
    assert {fault.field for fault in faults} == fields
    assert faults_of(draft) == [], "and nothing is said twice"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"periods": (Rule(PeriodKind.MONTH, 6, 5),)}, "window_month"),
        ({"periods": (Rule(PeriodKind.YEAR, 251),)}, "on_time_year"),
        ({"periods": ()}, "periods"),
        ({"workdays": ()}, "workdays"),
        ({"steps": (), "counts_from": SIGNED}, "counts_from"),
    ],
)
def test_a_rule_that_is_broken_is_said_at_a_field_of_the_form(
    changes: dict[str, Any], field: str
) -> None:
    (fault,) = faults_of(changed(**changes))
    assert field_of(fault.field) == field
    assert field in SAID_OF


def test_who_saves_second_is_told_what_differs() -> None:
    seen = values_of(STORED)["seen"]
    after = replace(STORED, draft=changed(workdays=(1, 2), own_holidays=()), extensions=())
    assert changed_since(seen, STORED) == []
    assert changed_since(seen, after) == [
        ("Hari kerja", "Senin, Selasa, Rabu, Kamis, Jumat", "Senin, Selasa"),
        ("Hari libur daerah", "29 September 2026 Hari Jadi Kota (SE Bupati 12/2026)", ""),
        ("Izin terlambat", "DINKES, Oktober 2026: 10 Desember 2026", ""),
    ]


@pytest.mark.parametrize(
    ("code", "english"),
    [
        ("2026-M10", "October 2026"),
        ("2026-Q4", "Quarter IV 2026"),
        ("2026-C3", "Four-month term III 2026"),
        ("2026-S2", "Half year II 2026"),
        ("2026-Y1", "Year 2026"),
    ],
)
def test_a_period_has_a_name_in_english(code: str, english: str) -> None:
    period = Period.of_code(code)
    assert period is not None
    assert period_text(period).english == english


@pytest.mark.parametrize("own", [(), (ANNIVERSARY,), LONG])
@pytest.mark.parametrize("days", [(), (date(2026, 12, 24),), (date(2026, 12, 26),)])
def test_holidays_that_are_sent_as_they_are_shown_stay_as_they_are(
    own: tuple[OwnHoliday, ...], days: tuple[date, ...]
) -> None:
    """Also a day of which the package no longer knows."""
    stored = replace(STORED, draft=changed(own_holidays=own, worked_holidays=days))
    values = holiday_form.values_of(stored, NATIONAL)
    draft, faults = holiday_form.read_form(values, stored, NATIONAL)
    assert (tidy(draft), faults) == (stored.draft, [])
    assert len(urlencode(values)) < 64 * KILO, "it fits into what a form may be"


def test_a_row_is_added_and_an_emptied_one_goes() -> None:
    values = holiday_form.values_of(STORED, NATIONAL)
    assert list(holiday_form.rows_of(values)) == [0, 1, 2, 3]
    emptied = {"day_0": "", "name_0": "", "decree_0": ""}
    typed = {
        **values,
        **emptied,
        "day_2": "2 Januari 2027",
        "name_2": "Libur",
        "kerja_2026-12-24": "",
    }
    draft, faults = holiday_form.read_form(typed, STORED, NATIONAL)
    assert faults == []
    assert draft.own_holidays == (OwnHoliday(date(2027, 1, 2), "Libur"),)
    assert draft.worked_holidays == ()


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        ({"day_1": "2026-09-29", "name_1": "Lagi"}, "day_1", "given-twice"),
        ({"day_1": "kapan", "name_1": "Libur"}, "day_1", "date"),
        ({"day_1": "2026-10-01"}, "name_1", "missing"),
        ({"day_1": "2026-10-01", "name_1": "x" * (NAME_MOST + 1)}, "name_1", "text-too-long"),
        (
            {"day_1": "2026-10-01", "name_1": "x", "decree_1": "y" * (DECREE_MOST + 1)},
            "decree_1",
            "text-too-long",
        ),
    ],
)
def test_what_is_wrong_with_a_row_is_said_in_it(
    typed: Mapping[str, str], field: str, code: str
) -> None:
    values = {**holiday_form.values_of(STORED, NATIONAL), **typed}
    draft, faults = holiday_form.read_form(values, STORED, NATIONAL)
    assert [(fault.field, fault.code) for fault in faults] == [(field, code)]
    assert draft.own_holidays == (ANNIVERSARY,)
