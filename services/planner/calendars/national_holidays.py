"""The national holidays and days of joint leave (cuti bersama), as the package `holidays` knows
them. Pure.

Of years to come the days that depend on the moon are estimates and joint leave is missing until
they are decreed; an update of the package then has them.
"""

from collections.abc import Iterable
from functools import lru_cache

from holidays.countries.indonesia import Indonesia

from contracts.calendar import Holiday

CATEGORIES = ("public", "government")
ESTIMATED = " (perkiraan)"
"""Behind the name of an estimated day."""
YEARS_REMEMBERED = 128


def national_holidays(years: Iterable[int]) -> tuple[Holiday, ...]:
    """Those of some years, in the order of their days."""
    return tuple(one for year in sorted(set(years)) for one in _of_year(year))


@lru_cache(YEARS_REMEMBERED)
def _of_year(year: int) -> tuple[Holiday, ...]:
    days = Indonesia(years=year, expand=False, categories=CATEGORIES, language="id")
    return tuple(
        Holiday(day=day, name=name.replace(ESTIMATED, ""), provisional=ESTIMATED in name)
        for day, name in sorted(days.items())
    )
