"""A realistic year of reports: monthly, cumulative, some behind, some late, some silent. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from contracts.words import Kind
from deploy.sample.chance import between
from deploy.sample.plan import Entry, entries
from deploy.sample.schedule import planned_on
from deploy.sample.sources import Habit, habits
from deploy.sample.wording import DONE, note_on, obstacle_on

DAY = timedelta(days=1)
SLOW_BY = 40
"""A slow agency has not yet reported on this number of most recent days."""
STOPPED_AFTER = 5
"""An agency that stopped did so after this number of reports."""
POINTS: dict[str, tuple[float, float]] = {
    "steady": (0.8, 2.5),
    "ahead": (4.0, 8.0),
    "finished": (1.0, 3.0),
    "finished_late": (-6.0, -3.0),
    "slipping": (-4.4, -2.6),
    "critical": (-19.0, -14.0),
    "overdue": (-6.0, -3.0),
    "late": (-7.0, -3.0),
}
"""Percentage points of progress minus plan, by pace; a lag grows to that value."""
MOST: dict[str, tuple[float, float]] = {"overdue": (78.0, 93.0), "late": (82.0, 92.0)}
"""The maximum percent of an item that missed its due day, by pace."""
FINISHED_ON: dict[str, tuple[float, float]] = {"finished": (-14, -4), "finished_late": (6, 15)}
"""Days from the due day to the day on which the work was done."""
ALMOST = 99.0


def year(today: date) -> list[dict[str, Any]]:
    """Every report of the sample up to `today`, ordered by item and day.

    Each has report_id, item_id, agency, road ("http", "workbook" or "kafka"), as_of,
    physical_percent (one decimal), budget_realised (whole rupiah so far), note, obstacle
    and follow_up. Agencies without a habit never report.
    """
    habits_of = habits()
    return [
        report
        for entry in entries(today)
        if entry.item.agency in habits_of
        for report in _of_item(entry, habits_of[entry.item.agency], today)
    ]


def _of_item(entry: Entry, habit: Habit, today: date) -> Iterator[dict[str, Any]]:
    percent = 0.0
    for day in _days(entry, habit, today):
        percent = max(percent, round(_percent(entry, day, today), 1))
        yield _report(entry, habit, day, percent)
        if percent >= DONE:
            return


def _days(entry: Entry, habit: Habit, today: date) -> list[date]:
    """The days of the item's reports: month ends, the day it was finished, yesterday."""
    start, quick_win = entry.item.start, entry.item.kind is Kind.QUICK_WIN
    if start >= today:
        return []
    days = {day for day in _month_ends(start, today) if (today - day).days > 1}
    if habit.habit == "stopped" and not quick_win:
        return sorted(days)[:STOPPED_AFTER]
    finished = _finished_on(entry)
    days |= {max(start, today - DAY)} | ({finished} if finished and finished < today else set())
    if habit.habit == "slow" and not quick_win and finished is None:
        days = {day for day in days if (today - day).days >= SLOW_BY}
    return sorted(days)


def _month_ends(start: date, today: date) -> Iterator[date]:
    day = start.replace(day=1)
    while day < today:
        following = (day + 32 * DAY).replace(day=1)
        if start <= following - DAY < today:
            yield following - DAY
        day = following


def _finished_on(entry: Entry) -> date | None:
    if entry.pace not in FINISHED_ON:
        return None
    days = between(*FINISHED_ON[entry.pace], entry.item.item_id, "finished")
    return entry.item.due + round(days) * DAY


def _percent(entry: Entry, day: date, today: date) -> float:
    """The percent done at the end of `day`."""
    item = entry.item
    finished = _finished_on(entry)
    if finished and day >= finished:
        return DONE
    points = between(*POINTS[entry.pace], item.item_id, day)
    if points < 0:
        points *= min(1.0, (day - item.start) / (min(today, item.due) - item.start))
    planned = planned_on(entry.span, item.milestones, day)
    most = between(*MOST[entry.pace], item.item_id) if entry.pace in MOST else ALMOST
    return max(0.0, min(most, planned + points))


def _report(entry: Entry, habit: Habit, day: date, percent: float) -> dict[str, Any]:
    item = entry.item
    behind = POINTS[entry.pace][0] < 0 and percent < DONE
    obstacle, follow_up = obstacle_on(entry, day, behind=behind)
    spent = between(0.78, 0.97, item.item_id) * percent / 100
    return {
        "report_id": f"contoh-{item.item_id}-{day:%Y%m%d}",
        "item_id": item.item_id,
        "agency": item.agency,
        "road": habit.road,
        "as_of": day.isoformat(),
        "physical_percent": percent,
        "budget_realised": int(item.budget * spent) // 1000 * 1000,
        "note": note_on(entry, day, percent, behind=behind),
        "obstacle": obstacle,
        "follow_up": follow_up,
    }
