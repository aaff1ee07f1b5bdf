"""What a plain model of docs/alerts.md and the notifier first said differently."""

from datetime import date, timedelta
from typing import Any

import pytest

from notifier.alerting.answering import By
from notifier.directory.offices import Office
from tests.unit.notifier.alerting.desk import (
    ADMIN,
    HEAD,
    OFFICER,
    SECRETARY,
    TEAM,
    VERIFIER,
    Desk,
    kukar,
    planned,
    status,
)

DAY = timedelta(days=1)


@pytest.fixture
async def desk() -> Desk:
    return await Desk().opens()


def with_ladder(name: str, *steps: dict[str, Any], **changes: Any) -> Any:
    ladders = kukar().model_dump(mode="json")["ladders"]
    return kukar(ladders={**ladders, name: list(steps)}, **changes)


async def hands_over(desk: Desk, rule: str, office: Office) -> None:
    alert = next(one for one in desk.store.entries.alerts if one.startswith(f"{rule}:"))
    await desk.answers.hand_over(alert, By(account=ADMIN), office, "Mohon dibantu")


async def test_what_is_handed_over_before_go_live_tells_nobody(desk: Desk) -> None:
    desk.policy = kukar(regions={"kukar": {"go_live": "2026-12-31"}})
    await desk.hears(planned())
    await desk.is_told("late", 1)
    await hands_over(desk, "late", Office.HEAD)
    await desk.runs(DAY)
    assert desk.boxes("late:QW-01:handed-over-1:late") == []


async def test_what_is_handed_over_to_an_office_that_refuses_goes_to_the_next_one_up(
    desk: Desk,
) -> None:
    desk.refuses = lambda box: box == HEAD
    await desk.hears(planned())
    await desk.is_told("late", 1)
    await desk.runs(DAY / 4)
    await hands_over(desk, "late", Office.HEAD)
    await desk.runs(DAY / 4)
    assert desk.boxes("late:QW-01:handed-over-1:late") == [TEAM]


async def test_those_told_of_a_superseded_one_are_told_at_once_of_a_step_taken_before(
    desk: Desk,
) -> None:
    desk.policy = with_ladder("late", {"step": "1", "after": 0, "offices": ["secretary"]})
    await desk.hears(planned())
    await desk.is_told("late", 1)
    await desk.runs(DAY / 8)
    await desk.is_told("critical", 2)
    await desk.runs(DAY / 8)
    await desk.is_told("late", 3)
    await desk.runs(timedelta(minutes=2))
    assert desk.boxes("late:QW-01:1:late") == sorted([SECRETARY, VERIFIER, OFFICER])


async def test_without_a_grace_period_the_first_step_tells_them_too(desk: Desk) -> None:
    step = {"step": "1", "after": 0, "offices": ["secretary"]}
    desk.policy = with_ladder("late", step, grace_seconds=0)
    await desk.hears(planned())
    await desk.is_told("critical", 1)
    await desk.runs(DAY / 4)
    await desk.is_told("late", 2)
    await desk.runs(timedelta(minutes=2))
    assert desk.boxes("late:QW-01:1:late") == sorted([SECRETARY, VERIFIER, OFFICER])


async def test_an_address_that_took_one_message_and_refuses_the_next_counts_as_vacant(
    desk: Desk,
) -> None:
    desk.policy = with_ladder(
        "late",
        {"step": "1", "after": 0, "offices": ["head"]},
        {"step": "2", "after": 1, "offices": ["head"], "again": True},
    )
    await desk.hears(planned())
    await desk.is_told("late", 1)
    await desk.runs(DAY / 4)
    desk.refuses = lambda box: box == HEAD
    await desk.runs(2 * DAY)
    assert desk.boxes("late:QW-01:1:late") == [HEAD]
    assert desk.boxes("late:QW-01:2:late") == [TEAM]


async def test_a_short_end_and_another_due_day_are_another_episode(desk: Desk) -> None:
    await desk.hears(planned(due=date(2026, 11, 27)))
    await desk.is_told("on_track", 1)
    await desk.runs(DAY / 4)
    await desk.is_told("done", 2)
    await desk.hears(planned(version=2, due=date(2026, 11, 30)))
    await desk.is_told("on_track", 3)
    rows = [one for one in desk.store.entries.alerts.values() if one.rule == "due_soon"]
    assert [one.first_due for one in rows if one.open] == [date(2026, 11, 30)]


async def test_what_was_so_before_go_live_and_is_heard_after_it_is_in_a_digest_too(
    desk: Desk,
) -> None:
    desk.policy = kukar(regions={"kukar": {"go_live": "2026-11-23", "first_working_days": 3}})
    await desk.hears(planned(), status("late", 1, desk.now - 2 * DAY))
    await desk.runs(2 * DAY)
    assert desk.boxes("late:QW-01:go-live:late") == [TEAM]
    assert desk.boxes("late:QW-01:1:late") == []
