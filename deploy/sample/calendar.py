"""A day in Indonesian words. Pure."""

from datetime import date

from chassis.sheets.calendar_date import MONTHS


def long_date(day: date) -> str:
    """The day in the form 31 Desember 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
