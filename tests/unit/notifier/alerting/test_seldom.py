"""What a plain model of docs/alerts.md and the notifier first said differently."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from contracts import CouncilDecided, ProgressRecorded
from notifier.alerting.answering import By, NotValid
from notifier.alerting.ledger import What, Why
from notifier.delivery.delivery import State
from notifier.directory.offices import Office
from tests.unit.notifier.alerting.desk import (
    ADMIN,
    COUNCIL,
    HEAD,
    MONDAY,
    OFFICER,
    SECRETARY,
    TEAM,
    VERIFIER,
    Desk,
    calendar,
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


async def becomes_late(desk: Desk) -> None:
    """A quick win is late, and the first step of its ladder is taken."""
    await desk.hears(planned())
    await desk.is_told("late", 1)
    await desk.runs(DAY / 4)


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


async def test_what_an_office_refuses_after_it_was_handed_over_to_it_goes_to_the_next_one_up(
    desk: Desk,
) -> None:
    desk.refuses = lambda box: box == TEAM
    await becomes_late(desk)
    await hands_over(desk, "late", Office.DELIVERY_TEAM)
    await desk.runs(DAY)
    assert desk.boxes("late:QW-01:handed-over-1:late") == [SECRETARY]
    (notice,) = (
        one
        for one in desk.store.entries.deliveries.values()
        if (one.step, one.recipient) == ("handed-over-1", SECRETARY)
    )
    assert (notice.words, notice.instead_of) == ("Mohon dibantu", ("delivery_team",))
    await desk.runs(5 * DAY)
    assert desk.boxes("late:QW-01:handed-over-1:late") == [SECRETARY], "once"


async def test_what_comes_back_after_it_was_handed_over_twice_goes_further_once(
    desk: Desk,
) -> None:
    await becomes_late(desk)
    for _ in range(2):
        await hands_over(desk, "late", Office.DELIVERY_TEAM)
    await desk.runs(DAY / 4)
    deliveries = desk.store.entries.deliveries
    (first,) = [one for one in deliveries.values() if one.step == "handed-over-1"]
    deliveries[first.key] = replace(first, state=State.FAILED)
    for number in range(3):
        await desk.hears(reported(desk, number, date(2026, 11, 20 + number), 50))
        await desk.runs(DAY / 2)
    assert desk.boxes("late:QW-01:handed-over-1:late") == sorted([SECRETARY, TEAM])
    further = [one for one in desk.entries if one.what == What.TOLD and one.step == first.step]
    assert [(one.told, one.vacant) for one in further] == [(1, (Office.DELIVERY_TEAM,))]
    assert further[0].told_offices == (Office.SECRETARY,)
    answered = [one for one in desk.entries if one.what == What.HANDED_OVER]
    assert [one.told_offices for one in answered] == [(Office.DELIVERY_TEAM,)] * 2


async def test_nothing_is_handed_over_where_nobody_can_be_told(desk: Desk) -> None:
    desk.refuses = lambda box: box != OFFICER
    await desk.hears(planned())
    await desk.is_told("late", 1)
    await desk.runs(6 * DAY)
    told = desk.told
    with pytest.raises(NotValid, match="alamat"):
        await hands_over(desk, "late", Office.HEAD)
    await desk.runs(3 * DAY)
    (alert,) = [one for one in desk.store.entries.alerts.values() if one.rule == "late"]
    assert (alert.pauses, told) == ((), desk.told), "the ladder does not rest"


async def test_that_the_office_is_vacant_is_written_down_where_it_is_handed_over(
    desk: Desk,
) -> None:
    desk.store.entries.agencies = {
        code: one.model_copy(update={"contacts": tuple(c for c in one.contacts if c.email != TEAM)})
        for code, one in desk.store.entries.agencies.items()
    }
    await becomes_late(desk)
    await hands_over(desk, "late", Office.DELIVERY_TEAM)
    (entry,) = [one for one in desk.entries if one.what is What.HANDED_OVER]
    assert (entry.offices, entry.vacant) == ((Office.DELIVERY_TEAM,), (Office.DELIVERY_TEAM,))
    assert (entry.told, entry.told_offices) == (1, (Office.SECRETARY,))


async def test_what_is_handed_over_to_an_office_that_refuses_goes_to_the_next_one_up(
    desk: Desk,
) -> None:
    desk.refuses = lambda box: box == HEAD
    await becomes_late(desk)
    await hands_over(desk, "late", Office.HEAD)
    await desk.runs(DAY / 4)
    assert desk.boxes("late:QW-01:handed-over-1:late") == [TEAM]


async def test_what_nobody_takes_after_it_was_handed_over_holds_the_ladder_no_longer(
    desk: Desk,
) -> None:
    await becomes_late(desk)
    above = {TEAM, SECRETARY, COUNCIL}
    desk.refuses = lambda box: box in above
    await hands_over(desk, "late", Office.DELIVERY_TEAM)
    told = desk.told
    await desk.runs(DAY / 4)
    (alert,) = [one for one in desk.store.entries.alerts.values() if one.rule == "late"]
    assert alert.paused_until == date(2026, 11, 22), "the day before"
    assert [(one.what, one.why) for one in desk.entries][-2:] == [
        (What.TOLD_NOBODY, Why.VACANT),
        (What.RESUMED, Why.BY_RULE),
    ]
    await desk.runs(5 * DAY)
    assert desk.told != told, "the next step of the ladder"


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
    await becomes_late(desk)
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


def decided(desk: Desk, number: int, action: str) -> CouncilDecided:
    raw: dict[str, Any] = {
        "decision_id": "K-1",
        "number": number,
        "action": action,
        "region": "kukar",
        "time_zone": "Asia/Makassar",
        "agency": "DISKOMINFO",
        "owner": "DISKOMINFO",
        "decision": "Percepat lelang",
        "due": date(2026, 11, 20),
        "met_on": date(2026, 11, 2),
        "by": "sekretariat",
        "at": desk.now,
    }
    return CouncilDecided.model_validate(raw)


DONE = "decision_overdue:decision/K-1:closed:done"


async def a_decision_done_whose_end_waits_for_the_morning(desk: Desk) -> None:
    await desk.hears(decided(desk, 1, "decided"))
    await desk.runs(until=MONDAY + DAY / 2)  # nine in the evening
    await desk.hears(decided(desk, 2, "done"))
    await desk.runs(1.1 * DAY)
    assert desk.boxes(DONE) == []


async def test_the_end_of_a_decision_is_told_whatever_is_heard_before_it_leaves(
    desk: Desk,
) -> None:
    await a_decision_done_whose_end_waits_for_the_morning(desk)
    await desk.alerts.take_over_calendars([calendar(2)])
    await desk.runs(DAY)
    assert desk.boxes(DONE) == [HEAD]


async def test_that_a_decision_is_done_is_not_told_once_that_is_taken_back(desk: Desk) -> None:
    await a_decision_done_whose_end_waits_for_the_morning(desk)
    await desk.hears(decided(desk, 3, "taken_back"))
    await desk.runs(DAY)
    assert desk.boxes(DONE) == []


async def test_a_status_that_comes_again_takes_nothing_back(desk: Desk) -> None:
    first = status("late", 1, desk.now)
    await desk.hears(planned(), first)
    await desk.runs(until=MONDAY + DAY / 2)
    await desk.is_told("done", 2)
    await desk.runs(1.1 * DAY)
    await desk.alerts.follow([status("on_track", 1, desk.now, "QW-02"), first])
    await desk.runs(DAY)
    assert desk.boxes("late:QW-01:closed:done") == sorted([OFFICER, VERIFIER, HEAD])


async def test_a_decision_that_is_open_again_is_not_taken_back(desk: Desk) -> None:
    await desk.hears(decided(desk, 1, "decided"), decided(desk, 2, "done"))
    desk.clock.instant = MONDAY - DAY / 4  # three in the morning in Kukar, still Sunday in UTC
    await desk.hears(decided(desk, 3, "taken_back"))
    watch = desk.store.entries.watches["decision/K-1"]
    assert watch.facts is not None
    assert not watch.facts.cancelled
    await desk.hears(decided(desk, 4, "done"))
    done = desk.store.entries.watches["decision/K-1"].facts
    assert done is not None
    assert done.over
    assert done.done_at == date(2026, 11, 23)


def reported(desk: Desk, number: int, as_of: date, percent: float, corrects: str = "") -> Any:
    raw: dict[str, Any] = {
        "report_id": f"{number}",
        "item_id": "QW-01",
        "region": "kukar",
        "agency": "DISKOMINFO",
        "as_of": as_of,
        "submitted_at": desk.now + timedelta(seconds=number),
        "received_at": desk.now,
        "physical_percent": percent,
        "budget_realised": 0,
        "budget_stated": False,
        "corrects": corrects,
        "source": "http",
    }
    return ProgressRecorded.model_validate(raw)


async def test_in_place_of_a_corrected_report_the_newest_of_its_month_counts(desk: Desk) -> None:
    await desk.hears(
        planned(due=date(2027, 6, 30)),
        reported(desk, 1, date(2026, 9, 10), 10),
        reported(desk, 2, date(2026, 9, 20), 20),
        reported(desk, 3, date(2026, 9, 30), 25),
        reported(desk, 4, date(2026, 10, 31), 20, corrects="3"),
    )
    reports = desk.store.entries.watches["QW-01"].reports
    assert reports.percent_until(date(2026, 9, 30)) == 20


async def test_what_was_done_and_is_not_any_more_is_not_said_to_be_done(desk: Desk) -> None:
    await desk.hears(planned(due=date(2027, 6, 30)), status("critical", 1, desk.now))
    await desk.runs(DAY / 4)
    await desk.is_told("done", 2)
    await desk.runs(DAY / 4)
    await desk.is_told("behind", 3)
    await desk.runs(2 * DAY)
    assert desk.boxes("critical:QW-01:closed:done") == []
    assert desk.boxes("critical:QW-01:closed:recovered") == sorted([OFFICER, VERIFIER])


@pytest.mark.parametrize("together", [True, False])
async def test_what_goes_on_within_a_day_is_one_episode_though_it_is_heard_days_later(
    desk: Desk, together: bool
) -> None:
    await desk.hears(planned(), status("late", 1, desk.now))
    await desk.runs(DAY / 4)
    heard = [status("done", 2, desk.now), status("late", 3, desk.now + DAY / 8)]
    await desk.runs(2 * DAY)
    for batch in [heard] if together else [[one] for one in heard]:
        await desk.alerts.follow(batch)
    await desk.runs(DAY)
    assert desk.boxes("late:QW-01:1:late") == sorted([OFFICER, VERIFIER, HEAD])
    assert desk.boxes("late:QW-01:closed:done") == []
