"""From and to of a board, and the steps between them. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from deploy.grafana.preview.refused import Unknown

SCRAPE_SECONDS = 15.0
"""`timeInterval` of provisioning/datasources/prometheus.yml, `scrape_interval` of Prometheus."""
LONGEST = timedelta(days=3 * 366)
POINTS_MOST = 300
"""Points of a line; a step is as long as that takes."""
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_DURATION = re.compile(r"(\d+)(ms|[smhdw])")
_RELATIVE = re.compile(r"now((?:[+-]\d+[smhdwMy])*)(?:/([mhdwMy]))?")
_STEP = re.compile(r"([+-])(\d+)([smhdwMy])")
_STEPS = (
    *(1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_200, 1_800),
    *(3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 604_800, 2_592_000),
)


@dataclass(frozen=True, slots=True)
class Interval:
    """The times that a board shows."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> float:
        """How long."""
        return (self.end - self.start).total_seconds()

    def step(self, shortest: str | None = None, points: int | None = None) -> float:
        """`$__interval` in seconds: at most `points`, and no shorter than `shortest`."""
        least = seconds_of(shortest.lstrip(">")) if shortest else SCRAPE_SECONDS
        wanted = max(least, self.seconds / min(points or POINTS_MOST, POINTS_MOST))
        return float(next((one for one in _STEPS if one >= wanted), _STEPS[-1]))


def interval(start: str, end: str, now: datetime, zone: ZoneInfo) -> Interval:
    """The times from `start` to `end`, each such as now-7d, now/d or 2026-10-31T00:00:00Z.

    Raises Unknown where one cannot be read, or both are not a stretch of at most three years.
    """
    first, last = _instant(start, now, zone, up=False), _instant(end, now, zone, up=True)
    found = Interval(first.astimezone(zone), last.astimezone(zone))
    if not timedelta() < found.end - found.start <= LONGEST:
        raise Unknown(
            "time", f"dari {start!r} sampai {end!r} bukan rentang waktu yang dapat dibaca"
        )
    return found


def seconds_of(duration: str) -> float:
    """Seconds of a duration such as 1h30m. Raises Unknown."""
    if not re.fullmatch(f"({_DURATION.pattern})+", duration):
        raise Unknown("interval", f"{duration!r} bukan lama waktu")
    return sum(int(many) * _SECONDS[unit] for many, unit in _DURATION.findall(duration))


def duration_of(seconds: float) -> str:
    """A duration as Prometheus reads it."""
    return f"{int(seconds)}s" if seconds >= 1 else f"{int(seconds * 1000)}ms"


def _instant(text: str, now: datetime, zone: ZoneInfo, *, up: bool) -> datetime:
    relative = _RELATIVE.fullmatch(text)
    if relative is None:
        return _absolute(text)
    when = now.astimezone(zone)
    for sign, many, unit in _STEP.findall(relative[1]):
        when = _moved(when, (1 if sign == "+" else -1) * min(int(many), 100_000), unit)
    return _rounded(when, relative[2], up=up) if relative[2] else when


def _absolute(text: str) -> datetime:
    try:
        if text.isdigit():
            return datetime.fromtimestamp(int(text) / 1000, UTC)
        when = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return when if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        raise Unknown("time", f"{text[:40]!r} bukan waktu seperti now-7d") from None


def _moved(when: datetime, many: int, unit: str) -> datetime:
    try:
        if unit in "My":
            months = when.year * 12 + when.month - 1 + many * (12 if unit == "y" else 1)
            day = min(when.day, _days(months))
            return when.replace(year=months // 12, month=months % 12 + 1, day=day)
        return when + timedelta(seconds=many * _SECONDS[unit])
    except (ValueError, OverflowError):
        raise Unknown("time", "terlalu jauh dari sekarang") from None


def _days(months: int) -> int:
    first, next_ = (
        datetime(one // 12, one % 12 + 1, 1, tzinfo=UTC) for one in (months, months + 1)
    )
    return (next_ - first).days


def _rounded(when: datetime, unit: str, *, up: bool) -> datetime:
    """The beginning of the unit, or its last microsecond; a week begins on Monday."""
    begun = when.replace(second=0, microsecond=0)
    if unit != "m":
        begun = begun.replace(minute=0)
    if unit not in "mh":
        begun = begun.replace(hour=0)
    if unit == "w":
        begun -= timedelta(days=begun.weekday())
    if unit in "My":
        begun = begun.replace(day=1, month=1 if unit == "y" else begun.month)
    return _moved(begun, 1, unit) - timedelta(microseconds=1) if up else begun
