"""The sample's year: alive on the day it is made for, and such that it can be believed."""

from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from contracts import ProgressSubmitted
from contracts.words import Kind, Pillar, Status
from deploy.sample.plan import TIME_ZONE, Entry, entries
from deploy.sample.report_workbook import write_reports
from deploy.sample.reports import year
from deploy.sample.schedule import planned_on
from deploy.sample.sources import habits
from tracker.reporting.refusals import refusals
from tracker.reporting.senders import report_of
from tracker.reporting.workbook import read_reports
from tracker.status.curve import end_of
from tracker.status.progress import Mark, fold
from tracker.status.rule_set import read_rules
from tracker.status.status import course_of, standing

ZONE = ZoneInfo(TIME_ZONE)
DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)
DAYS = [TODAY, date(2027, 1, 1), date(2027, 2, 28), date(2028, 2, 29), date(2027, 7, 11)]
any_day = pytest.mark.parametrize("today", DAYS, ids=str)

reports_of = cache(year)


def statuses(today: date, hour: int = 12) -> dict[str, Status]:
    marks = defaultdict(list)
    for r in reports_of(today):
        as_of = date.fromisoformat(r["as_of"])
        sent = datetime.combine(as_of + DAY, time(9), ZONE)
        marks[r["item_id"]].append(
            Mark(as_of, sent, r["report_id"], r["physical_percent"], r["budget_realised"])
        )
    now, rules = datetime.combine(today, time(hour), ZONE), read_rules()
    return {
        entry.item.item_id: standing(
            course_of(entry.item), fold(marks[entry.item.item_id]), now, rules
        ).status
        for entry in entries(today)
    }


# The plan is alive


@any_day
def test_quick_wins_and_actions_are_of_all_six_pillars(today: date) -> None:
    items = [entry.item for entry in entries(today)]
    assert 100 <= len(items) <= 130
    for kind in Kind:
        assert {item.pillar for item in items if item.kind is kind} == set(Pillar)


@any_day
def test_a_year_lies_behind_and_some_items_end_in_the_future(today: date) -> None:
    items = [entry.item for entry in entries(today)]
    assert today - 380 * DAY < min(item.start for item in items) < today - 330 * DAY
    assert sum(item.due > today for item in items) > 80
    assert sum(item.due < today for item in items) > 10
    assert sum(item.start > today for item in items) >= 3
    for item in items:
        assert item.start < item.due
        assert all(item.start <= step.due <= item.due for step in item.milestones)


@any_day
def test_most_is_on_track_and_the_rest_is_of_every_kind(today: date) -> None:
    counted = Counter(statuses(today).values())
    assert counted[Status.ON_TRACK] > 0.5 * sum(counted.values())
    assert 8 <= counted[Status.BEHIND] <= 25
    assert 4 <= counted[Status.CRITICAL] <= 15
    assert 2 <= counted[Status.LATE] <= 8
    assert counted[Status.DONE] >= 8
    assert counted[Status.NOT_STARTED] >= 3


@any_day
@pytest.mark.parametrize("hour", [0, 23])
def test_of_the_quick_wins_two_are_a_few_days_late_one_critical_the_rest_well(
    today: date, hour: int
) -> None:
    quick_wins = {e.item.item_id: e.item for e in entries(today) if e.item.kind is Kind.QUICK_WIN}
    now = statuses(today, hour)
    counted = Counter(now[code] for code in quick_wins)
    assert counted == {Status.ON_TRACK: 5, Status.LATE: 2, Status.CRITICAL: 1, Status.DONE: 1}
    for code, item in quick_wins.items():
        if now[code] is Status.LATE:
            assert DAY <= today - item.due <= 7 * DAY


@any_day
def test_most_of_what_is_done_was_done_in_time(today: date) -> None:
    due = {entry.item.item_id: entry.item.due for entry in entries(today)}
    done = {r["item_id"]: r["as_of"] for r in reports_of(today) if r["physical_percent"] == 100}
    in_time = [code for code, day in done.items() if date.fromisoformat(day) <= due[code]]
    assert len(done) > len(in_time) > 0.7 * len(done)


@pytest.mark.parametrize("entry", entries(TODAY)[::11], ids=lambda entry: entry.item.item_id)
def test_the_samples_curve_is_the_trackers(entry: Entry) -> None:
    curve = course_of(entry.item).curve
    day = entry.item.start
    while day < entry.item.due + 3 * DAY:
        ours = planned_on(entry.span, entry.item.milestones, day)
        assert ours == pytest.approx(curve.at(end_of(day, ZONE)), abs=1e-6)
        day += 7 * DAY


# The reports


@any_day
def test_every_report_would_be_recorded(today: date) -> None:
    items = {entry.item.item_id: entry.item for entry in entries(today)}
    now = datetime.combine(today, time(0), ZONE)
    for r in reports_of(today):
        submitted = ProgressSubmitted.model_validate({**r, "submitted_at": now.isoformat()})
        report = report_of(submitted)
        assert refusals(report, items[r["item_id"]], now) == ()


@any_day
def test_reports_are_cumulative_and_never_above_the_budget(today: date) -> None:
    budgets = {entry.item.item_id: entry.item.budget for entry in entries(today)}
    before: dict[str, dict[str, Any]] = {}
    for r in reports_of(today):
        last = before.get(r["item_id"])
        assert r["physical_percent"] == round(r["physical_percent"], 1)
        assert isinstance(r["budget_realised"], int)
        assert 0 <= r["budget_realised"] <= budgets[r["item_id"]]
        if last:
            assert last["as_of"] < r["as_of"]
            assert last["physical_percent"] <= r["physical_percent"]
            assert last["budget_realised"] <= r["budget_realised"]
            assert last["physical_percent"] < 100
        before[r["item_id"]] = r


def test_the_same_day_gives_the_same_reports_each_under_its_own_id() -> None:
    assert year(TODAY) == year(TODAY)
    assert len({r["report_id"] for r in reports_of(TODAY)}) == len(reports_of(TODAY))


def test_three_roads_carry_about_as_many_reports_each() -> None:
    counted = Counter(r["road"] for r in reports_of(TODAY))
    assert counted.keys() == {"http", "workbook", "kafka"}
    assert min(counted.values()) > 250


def test_some_agencies_are_prompt_some_slow_some_fall_silent_and_some_never_report() -> None:
    owners = {entry.item.agency for entry in entries(TODAY)}
    last: dict[str, str] = {}
    for r in reports_of(TODAY):
        last[r["agency"]] = max(r["as_of"], last.get(r["agency"], ""))
    prompt = [agency for agency, day in last.items() if day == f"{TODAY - DAY}"]
    slow = [agency for agency, day in last.items() if day <= f"{TODAY - 40 * DAY}"]
    assert 20 <= len(prompt) <= 26
    assert len(slow) >= 2
    assert len(owners - last.keys()) >= 3
    assert {habit.habit for habit in habits().values()} == {"prompt", "slow", "stopped"}


def test_who_is_behind_says_why_and_what_is_done_about_it() -> None:
    behind = [code for code, status in statuses(TODAY).items() if status is Status.BEHIND]
    paces = {entry.item.item_id: entry.pace for entry in entries(TODAY)}
    for r in reports_of(TODAY):
        assert r["note"]
        assert bool(r["obstacle"]) == bool(r["follow_up"])
        if r["item_id"] in behind and paces[r["item_id"]] == "slipping":
            assert r["obstacle"]


def test_the_reports_spreadsheet_is_read_whole_and_says_what_the_reports_say(
    tmp_path: Path,
) -> None:
    path = tmp_path / "reports.xlsx"
    assert write_reports(TODAY, path) > 250
    read = read_reports(path.read_bytes())
    meant = [r for r in reports_of(TODAY) if r["road"] == "workbook"]
    assert [fault for row in read.entries for fault in row.faults] == []
    names = ("item_id", "physical_percent", "budget_realised", "note")
    assert [tuple(row.fields[name] for name in names) for row in read.entries] == [
        tuple(r[name] for name in names) for r in meant
    ]
    assert [str(row.fields["as_of"]) for row in read.entries] == [r["as_of"] for r in meant]
