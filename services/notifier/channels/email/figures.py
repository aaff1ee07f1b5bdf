"""Figures and days as mails show them, in Indonesian. Pure."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal

from chassis.web.figures import exact_rupiah
from contracts.calendar import Period
from contracts.wording import period_name

TENTH = 0.1


def long_date(day: date) -> str:
    """31 Desember 2026."""
    return format_date(day, "d MMMM y", locale="id")


def number(value: float) -> str:
    """At most one decimal, after a comma. A little more than nothing is not shown as nothing."""
    if 0 < value < TENTH / 2:
        return "kurang dari 0,1"
    return format_decimal(round(value, 1), "#,##0.#", locale="id")


def percent(value: float) -> str:
    """45,5 %. What lacks a little of the whole is not shown as the whole."""
    return f"{number(min(value, 100 - TENTH) if value < 100 else value)} %"


def rupiah(amount: int) -> str:
    """Whole rupiah in full: Rp 1.250.000.000."""
    return exact_rupiah(amount, "id")


def period(code: str | None) -> str:
    """Oktober 2026, of 2026-M10; the code where it is none; nothing without one."""
    known = Period.of_code(code) if code else None
    return period_name(known) if known else code or ""


def listed(words: Sequence[str]) -> str:
    """satu; satu dan dua; satu, dua dan tiga."""
    *first, last = words
    return f"{', '.join(first)} dan {last}" if first else last
