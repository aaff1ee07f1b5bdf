"""Figures and days as pages show them: Indonesian or English. Pure."""

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from chassis.text import Language

REMEMBERED = 4_096
"""Results kept of each function here: Babel takes longer than all else on a page, and the figures
of a page repeat from reader to reader.
"""
_UNITS = (
    (10**12, "triliun", "trillion"),
    (10**9, "miliar", "billion"),
    (10**6, "juta", "million"),
)


@lru_cache(REMEMBERED)
def rupiah(amount: int, language: Language) -> str:
    """Whole rupiah, short: Rp 1,25 miliar; below a million in full: Rp 950.000."""
    for unit, indonesian, english in _UNITS:
        if abs(amount) >= unit:
            short = (Decimal(amount) / unit).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
            word = english if language == "en" else indonesian
            return f"Rp {format_decimal(short.normalize(), '#,##0.##', locale=language)} {word}"
    return exact_rupiah(amount, language)


@lru_cache(REMEMBERED)
def exact_rupiah(amount: int, language: Language) -> str:
    """Whole rupiah in full: Rp 1.250.000.000."""
    return f"Rp {format_decimal(amount, locale=language)}"


@lru_cache(REMEMBERED)
def percent(number: float, language: Language) -> str:
    """A percentage with at most one decimal: 45,5 %."""
    return f"{format_decimal(round(number, 1), '#,##0.#', locale=language)} %"


@lru_cache(REMEMBERED)
def hundredths(number: Decimal, language: Language) -> str:
    """A number with two decimals: 3,31."""
    return format_decimal(number, "#,##0.00", locale=language)


@lru_cache(REMEMBERED)
def points(number: float, language: Language) -> str:
    """Percentage points with their sign: +4, -12,5; none is 0."""
    if (rounded := round(number, 1)) == 0:
        return "0"
    return format_decimal(rounded, "+#,##0.#;-#,##0.#", locale=language)


@lru_cache(REMEMBERED)
def day(when: date, language: Language) -> str:
    """A day: 31 Oktober 2026."""
    return format_date(when, "d MMMM y", locale=language)


@lru_cache(REMEMBERED)
def month(when: date, language: Language) -> str:
    """The month of a day: Oktober 2026."""
    return format_date(when, "MMMM y", locale=language)


@lru_cache(REMEMBERED)
def moment(when: datetime, zone: str, language: Language) -> str:
    """An instant in a time zone: 31 Oktober 2026 14.30."""
    local = when.astimezone(ZoneInfo(zone))
    return format_datetime(
        local, "d MMMM y HH.mm" if language == "id" else "d MMMM y HH:mm", locale=language
    )
