"""An item's planned curve and its reports as points of a drawing. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker.items.item import Item
from tracker.status.curve import end_of
from tracker.status.status import course_of

WIDTH, HEIGHT = 400, 220
LEFT, RIGHT, TOP, BOTTOM = 34, 8, 12, 26


@dataclass(frozen=True, slots=True)
class CurveDrawing:
    """Points as SVG has them: `planned` and `actual` lines, `today`'s place, the grid's heights."""

    planned: str
    actual: str
    dots: list[tuple[float, float]]
    today: float
    grid: list[tuple[float, int]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def drawing(item: Item, reports: Iterable[tuple[date, float]], now: datetime) -> CurveDrawing:
    """The planned curve over its whole time, and reports (day, percent), at their days' ends."""
    course, zone = course_of(item.plan), ZoneInfo(item.plan.time_zone)
    begin, end = course.begins, max(course.ends, now)
    span = (end - begin).total_seconds() or 1.0

    def x(instant: datetime) -> float:
        part = min(1.0, max(0.0, (instant - begin).total_seconds() / span))
        return round(LEFT + part * (WIDTH - LEFT - RIGHT), 1)

    def y(percent: float) -> float:
        return round(HEIGHT - BOTTOM - percent / 100 * (HEIGHT - TOP - BOTTOM), 1)

    planned = [(x(instant), y(percent)) for instant, percent in course.curve.corners]
    dots = [(x(end_of(day, zone)), y(percent)) for day, percent in sorted(reports)]
    return CurveDrawing(
        planned=_line([*planned, (x(end), y(100))]),
        actual=_line([(x(begin), y(0)), *dots]),
        dots=dots,
        today=x(now),
        grid=[(y(percent), percent) for percent in (0, 50, 100)],
    )


def _line(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
