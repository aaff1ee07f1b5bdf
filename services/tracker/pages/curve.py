"""An item's planned curve and its reports as points of a drawing. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker.council.s_curve import CurvePoint
from tracker.funding.figure import MONTHS
from tracker.funding.funding import Course
from tracker.items.item import Item
from tracker.status.curve import end_of
from tracker.status.status import course_of

WIDTH, HEIGHT = 400, 220
LEFT, RIGHT, TOP, BOTTOM = 34, 8, 12, 26


@dataclass(frozen=True, slots=True)
class CurveDrawing:
    """Points as SVG has them: `planned`, `actual` and `money` lines, the last blank where it is not
    drawn; `today`'s place, the grid's heights.
    """

    planned: str
    actual: str
    dots: list[tuple[float, float]]
    today: float
    grid: list[tuple[float, int]]
    money: str = ""
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


def money_drawing(course: Course, today: date) -> CurveDrawing | None:
    """Money of a year in percent of its budget: the cash plan and what was spent, at the ends of
    months; None where there is no budget, or less than two months are planned. What is beyond the
    budget is drawn at its height.
    """
    planned = [m for m, rupiah in enumerate(course.planned, 1) if rupiah is not None]
    if not course.budget or len(planned) < 2:
        return None
    budget = course.budget

    def point(month: int, rupiah: int | None) -> tuple[float, float]:
        percent = min(100.0, max(0.0, 100 * (rupiah or 0) / budget))
        across = LEFT + month / MONTHS * (WIDTH - LEFT - RIGHT)
        return round(across, 1), round(HEIGHT - BOTTOM - percent / 100 * (HEIGHT - TOP - BOTTOM), 1)

    spent = [m for m, rupiah in enumerate(course.spent, 1) if rupiah is not None]
    dots = [point(month, course.spent[month - 1]) for month in spent]
    begin, days = date(course.year, 1, 1), (today - date(course.year, 1, 1)).days
    whole = (date(course.year + 1, 1, 1) - begin).days
    part = min(1.0, max(0.0, days / whole))
    return CurveDrawing(
        planned=_line([point(0, 0), *(point(m, course.planned[m - 1]) for m in planned)]),
        actual=_line([point(0, 0), *dots]) if dots else "",
        dots=dots,
        today=round(LEFT + part * (WIDTH - LEFT - RIGHT), 1),
        grid=[(point(0, budget * percent // 100)[1], percent) for percent in (0, 50, 100)],
    )


def year_drawing(
    points: Sequence[CurvePoint], today: date, *, with_money: bool = False
) -> CurveDrawing | None:
    """Weighted progress of many items over a year, and their money; None where there are none."""
    if not points:
        return None
    first, last = points[0].day, points[-1].day
    whole = (last - first).days

    def place(day: date, percent: float) -> tuple[float, float]:
        across = LEFT + (day - first).days / whole * (WIDTH - LEFT - RIGHT)
        within = min(100.0, max(0.0, percent))
        return round(across, 1), round(HEIGHT - BOTTOM - within / 100 * (HEIGHT - TOP - BOTTOM), 1)

    dots = [place(one.day, one.actual) for one in points if one.actual is not None]
    return CurveDrawing(
        planned=_line(place(one.day, one.planned) for one in points),
        actual=_line(dots),
        dots=dots,
        today=place(today, 0)[0],
        money=_line(place(one.day, one.money) for one in points if one.money is not None)
        if with_money
        else "",
        grid=[(place(first, percent)[1], percent) for percent in (0, 50, 100)],
    )


def _line(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
