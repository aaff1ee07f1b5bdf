"""A day in Indonesian words. Pure."""

from datetime import date

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


def long_date(day: date) -> str:
    """31 Desember 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
