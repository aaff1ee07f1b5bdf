"""Who is told what, when: docs/alerts.md, sentence by sentence, over Kukar's own policy."""

from datetime import date, datetime, timedelta

import pytest

from contracts import ProgressRecorded
from contracts.words import Contact, ContactRole
from notifier.alerting.answering import By
from notifier.alerting.ledger import What, Why
from notifier.directory.offices import Office
from tests.unit.notifier.alerting.desk import (
    ADMIN,
    COUNCIL,
    HEAD,
    OFFICER,
    SECRETARY,
    TEAM,
    VERIFIER,
    Desk,
    kukar,
    planned,
)
from tests.unit.notifier.given import agency

DAY = timedelta(days=1)
AGENCY = [VERIFIER, HEAD, OFFICER]


@pytest.fixture
async def desk() -> Desk:
    return await Desk().opens()


async def late(desk: Desk, seq: int = 1, item: str = "QW-01") -> None:
    await desk.hears(planned(item))
    await desk.is_told("late", seq, item)


def report(
    desk: Desk, percent: float, as_of: date, item: str = "QW-01", **more: object
) -> ProgressRecorded:
    return ProgressRecorded.model_validate(
        {
            "report_id": f"{item}/{as_of}/{percent}",
            "item_id": item,
            "region": "kukar",
            "agency": "DISKOMINFO",
            "as_of": as_of,
            "submitted_at": desk.now,
            "received_at": desk.now,
            "physical_percent": percent,
            "budget_realised": 0,
            "budget_stated": False,
            "source": "http",
            **more,
        }
    )


async def test_a_late_quick_win_climbs_from_the_agency_to_the_council(desk: Desk) -> None:
    await late(desk)
    await desk.runs(21 * DAY)
    assert desk.boxes("late:QW-01:1:late") == AGENCY
    assert desk.boxes("late:QW-01:2:late") == [TEAM]
    assert desk.boxes("late:QW-01:3:late") == [SECRETARY]
    assert desk.boxes("late:QW-01:4:late") == [COUNCIL]
    days = {box: at for at, box, said in desk.left if said[0].startswith("late")}
    assert days[HEAD].date() == date(2026, 11, 23)
    assert days[TEAM].isoformat() == "2026-11-24T23:00:00+00:00"  # 25 November, 07:00
    assert days[SECRETARY].isoformat() == "2026-11-29T23:00:00+00:00"  # Monday, 30 November
    assert days[COUNCIL].isoformat() == "2026-12-06T23:00:00+00:00"


async def test_at_midnight_nobody_is_woken_and_all_are_told_on_that_day(desk: Desk) -> None:
    desk.clock.instant = datetime.fromisoformat("2026-11-23T00:00:00+08:00")
    for number in range(60):
        await late(desk, item=f"QW-{number:02}")
    await desk.runs(DAY / 2)
    first = [(at, len(s)) for at, box, s in desk.left if box == HEAD and s[0].startswith("late")]
    assert first == [(datetime.fromisoformat("2026-11-23T07:00:00+08:00"), 60)]


async def test_an_end_is_told_once_to_those_who_had_been_told(desk: Desk) -> None:
    await late(desk)
    await desk.runs(3 * DAY)
    await desk.is_told("done", 2)
    await desk.runs(10 * DAY)
    assert desk.boxes("late:QW-01:closed:done") == sorted([*AGENCY, TEAM])
    assert [box for box, said in desk.told if ":3:" in said or ":4:" in said] == []


async def test_going_back_and_forth_within_a_day_is_one_episode(desk: Desk) -> None:
    await late(desk)
    await desk.runs(timedelta(hours=1))
    for seq in range(2, 10):
        await desk.is_told("done" if seq % 2 == 0 else "late", seq)
        await desk.runs(timedelta(hours=1))
    await desk.is_told("done", 10)
    await desk.runs(10 * DAY)
    assert [said for box, said in desk.told if box == HEAD and said.startswith("late")] == [
        "late:QW-01:1:late",
        "late:QW-01:closed:done",
    ]
    settled = [one for one in desk.entries if one.what is What.SETTLED and one.rule == "late"]
    assert len(settled) == 1


async def test_those_told_of_a_critical_one_hear_that_it_is_late_and_how_it_ends(
    desk: Desk,
) -> None:
    only_head = {"late": [{"step": "1", "after": 0, "offices": ["head"]}]}
    desk.policy = kukar(ladders={**kukar().model_dump(mode="json")["ladders"], **only_head})
    await desk.hears(planned())
    await desk.is_told("critical", 1)
    await desk.runs(DAY / 4)
    assert desk.boxes("critical:QW-01:1:critical") == [VERIFIER, OFFICER]
    await desk.is_told("late", 2)
    await desk.runs(DAY / 4)
    assert desk.boxes("late:QW-01:1:late") == AGENCY
    await desk.is_told("done", 3)
    await desk.runs(3 * DAY)
    ends = [said for _, said in desk.told if ":closed:" in said]
    assert ends == ["late:QW-01:closed:done"] * 3


async def test_a_moved_due_day_is_told_to_those_who_were_told(desk: Desk) -> None:
    await late(desk)
    await desk.runs(DAY / 4)
    await desk.hears(planned(version=2, due=date(2027, 3, 31)))
    await desk.is_told("on_track", 2, due=date(2027, 3, 31))
    await desk.runs(3 * DAY)
    assert desk.boxes("late:QW-01:closed:moved") == AGENCY
    assert [said for _, said in desk.told if ":2:" in said] == []


async def test_a_new_agency_is_told_from_the_first_step_and_the_former_one_why(
    desk: Desk,
) -> None:
    await desk.alerts.take_over_agencies([agency("DPMD", head="kepala@dpmd.example")])
    await late(desk)
    await desk.runs(3 * DAY)
    await desk.hears(planned(version=2, agency="DPMD"))
    await desk.is_told("late", 2, agency="DPMD")
    await desk.runs(2 * DAY)
    assert desk.boxes("late:QW-01:closed:handed_over") == sorted([*AGENCY, TEAM])
    new = [said for box, said in desk.told if box == "kepala@dpmd.example"]
    new = [said for said in new if said.startswith("late")]
    assert new == ["late:QW-01:1:late"]


async def test_a_vacant_office_is_stood_in_for_by_the_next_one_up(desk: Desk) -> None:
    desk.store.entries.agencies["DISKOMINFO"] = agency(head=HEAD)
    await late(desk)
    await desk.runs(DAY / 4)
    assert desk.boxes("late:QW-01:1:late") == [HEAD]
    told = next(one for one in desk.store.entries.deliveries.values() if one.recipient == HEAD)
    assert told.instead_of == ("officer", "verifier")
    entry = next(one for one in desk.entries if one.what is What.TOLD and one.rule == "late")
    assert [one.value for one in entry.vacant] == ["officer", "verifier"]
    assert [one.value for one in entry.told_offices] == ["head"]


async def test_who_comes_into_an_office_is_told_and_nobody_twice(desk: Desk) -> None:
    await late(desk)
    await desk.runs(DAY / 4)
    changed = agency(version=2, officer=OFFICER, verifier=VERIFIER, head="baru@kominfo.example")
    await desk.alerts.take_over_agencies([changed])
    await desk.runs(DAY / 4)
    assert desk.boxes("late:QW-01:1:late") == sorted([*AGENCY, "baru@kominfo.example"])
    assert any(one.why == Why.NEW_HOLDER for one in desk.entries)


async def test_an_address_that_refuses_counts_as_vacant_until_it_is_corrected(
    desk: Desk,
) -> None:
    desk.refuses = lambda box: box == HEAD
    await late(desk)
    await desk.runs(DAY / 4)
    assert desk.boxes("late:QW-01:1:late") == sorted([OFFICER, VERIFIER, TEAM])
    contact = Contact(role=ContactRole.HEAD, name="Kepala", email="kepala.baru@kominfo.example")
    known = desk.store.entries.agencies["DISKOMINFO"]
    others = tuple(one for one in known.contacts if one.role is not ContactRole.HEAD)
    fixed = known.model_copy(update={"version": 2, "contacts": (*others, contact)})
    await desk.alerts.take_over_agencies([fixed])
    await desk.runs(DAY / 4)
    assert "kepala.baru@kominfo.example" in desk.boxes("late:QW-01:1:late")
    await desk.is_told("done", 2)
    await desk.runs(3 * DAY)
    ends = desk.boxes("late:QW-01:closed:done")
    assert HEAD not in ends
    assert "kepala.baru@kominfo.example" in ends


async def test_reminders_come_before_the_due_day_and_stop_when_it_is_done(desk: Desk) -> None:
    await desk.hears(planned(due=date(2026, 12, 31)))
    await desk.is_told("on_track", 1, due=date(2026, 12, 31))
    await desk.runs(until=datetime.fromisoformat("2026-12-29T12:00:00+08:00"))
    days = [
        (f"{at + timedelta(hours=8):%d %H}", said[0])
        for at, box, said in desk.left
        if box == OFFICER and said[0].startswith("due_soon")
    ]
    assert days == [
        ("11 07", "due_soon:QW-01:h14:due_soon"),
        ("22 07", "due_soon:QW-01:h7:due_soon"),
        ("28 07", "due_soon:QW-01:h3:due_soon"),
    ]
    await desk.is_told("done", 2, due=date(2026, 12, 31))
    await desk.runs(5 * DAY)
    assert [said for _, said in desk.told if ":h1:" in said or ":closed:" in said] == []


async def test_of_reminders_whose_day_has_passed_only_the_last_is_sent(desk: Desk) -> None:
    due = date(2026, 11, 27)
    await desk.hears(planned(due=due))
    await desk.is_told("on_track", 1, due=due)
    await desk.runs(DAY / 4)
    assert desk.boxes("due_soon:QW-01:h7:due_soon") == [VERIFIER, OFFICER]
    assert desk.boxes("due_soon:QW-01:h14:due_soon") == []


async def test_an_acknowledgement_stops_the_ladder_until_its_end(desk: Desk) -> None:
    await late(desk)
    await desk.runs(DAY / 4)
    alert = next(one for one in desk.store.entries.alerts if one.startswith("late"))
    await desk.answers.acknowledge(alert, By(office=Office.HEAD, mailbox=HEAD))
    await desk.runs(until=datetime.fromisoformat("2026-12-07T20:00:00+08:00"))
    assert [said for _, said in desk.told if ":2:" in said] == []
    assert [one for one in desk.entries if one.what == What.RESUMED] == []
    await desk.runs(until=datetime.fromisoformat("2026-12-08T20:00:00+08:00"))
    assert desk.boxes("late:QW-01:2:late") == [TEAM]
    (resumed,) = [one for one in desk.entries if one.what == What.RESUMED]
    assert (resumed.alert, resumed.until) == (alert, date(2026, 12, 7))
    assert resumed.at == datetime.fromisoformat("2026-12-08T00:00:00+08:00")
    await desk.runs(until=datetime.fromisoformat("2026-12-10T20:00:00+08:00"))
    assert desk.boxes("late:QW-01:3:late") == []
    await desk.runs(until=datetime.fromisoformat("2026-12-11T20:00:00+08:00"))
    assert desk.boxes("late:QW-01:3:late") == [SECRETARY]


async def test_recovery_is_told_under_a_silence(desk: Desk) -> None:
    await late(desk)
    await desk.runs(DAY / 4)
    alert = next(one for one in desk.store.entries.alerts if one.startswith("late"))
    await desk.answers.silence(alert, By(account=ADMIN), date(2026, 12, 31), "Bencana banjir")
    await desk.runs(5 * DAY)
    assert [said for _, said in desk.told if ":2:" in said] == []
    await desk.is_told("done", 2)
    await desk.runs(2 * DAY)
    assert desk.boxes("late:QW-01:closed:done") == AGENCY


async def test_before_go_live_nobody_is_told_and_it_is_written_down(desk: Desk) -> None:
    desk.policy = kukar(regions={"kukar": {"go_live": "2026-11-30", "first_working_days": 5}})
    await late(desk)
    await desk.runs(until=datetime.fromisoformat("2026-11-29T23:00:00+08:00"))
    assert [said for _, said in desk.told if said.startswith("late")] == []
    assert any(one.why == Why.BEFORE_GO_LIVE for one in desk.entries)
    await desk.runs(until=datetime.fromisoformat("2026-11-30T23:00:00+08:00"))
    assert desk.boxes("late:QW-01:go-live:late") == [TEAM]
    assert desk.boxes("late:QW-01:1:late") == []
    await desk.runs(until=datetime.fromisoformat("2026-12-07T23:00:00+08:00"))
    assert desk.boxes("late:QW-01:1:late") == AGENCY
    await desk.runs(until=datetime.fromisoformat("2026-12-16T23:00:00+08:00"))
    assert desk.boxes("late:QW-01:2:late") == [TEAM], "its digest of that day was no step"


async def test_a_missing_report_stands_in_the_digest_and_once(desk: Desk) -> None:
    await desk.hears(planned("A-1", kind="action", due=date(2027, 6, 30)))
    await desk.is_told("on_track", 1, "A-1", kind="action", due=date(2027, 6, 30))
    await desk.runs(until=datetime.fromisoformat("2026-12-09T12:00:00+08:00"))
    closing = [(box, said) for box, said in desk.told if said.startswith("window_closing")]
    assert closing == []
    await desk.hears(report(desk, 50, date(2026, 10, 31), "A-1"))
    await desk.runs(until=datetime.fromisoformat("2026-12-20T12:00:00+08:00"))
    closing = [(box, said) for box, said in desk.told if said.startswith("window_clos")]
    assert closing == [
        (HEAD, "window_closed:A-1:ringkasan:window_closed"),
        (TEAM, "window_closed:A-1:ringkasan:window_closed"),
        (OFFICER, "window_closing:A-1:ringkasan:window_closing"),
        (HEAD, "window_closed:A-1:ringkasan:window_closed"),
        (TEAM, "window_closed:A-1:ringkasan:window_closed"),
    ]


async def test_a_first_import_in_mid_year_is_quiet_until_the_offices_could_report() -> None:
    desk = await Desk(kukar(quiet_start_working_days=5)).opens()
    for number in range(40):
        await late(desk, item=f"QW-{number}")
    await desk.runs(until=datetime.fromisoformat("2026-11-23T23:00:00+08:00"))
    assert desk.left == []
    await desk.runs(until=datetime.fromisoformat("2026-11-30T23:00:00+08:00"))
    first = [(box, len([one for one in said if ":late" in one])) for _, box, said in desk.left]
    assert first == [(TEAM, 40)]
    await desk.is_told("done", 2, "QW-7")
    await desk.runs(until=datetime.fromisoformat("2026-12-01T23:00:00+08:00"))
    told = [said for _, box, said in desk.left if box == HEAD and "late:QW-1:1:late" in said]
    assert [len([one for one in said if ":late" in one]) for said in told] == [39]


async def test_what_becomes_late_after_the_first_day_is_told_as_ever() -> None:
    desk = await Desk(kukar(quiet_start_working_days=5)).opens()
    await desk.hears(planned(due=date(2026, 11, 25)))
    await desk.is_told("on_track", 1, due=date(2026, 11, 25))
    await desk.runs(until=datetime.fromisoformat("2026-11-26T00:00:00+08:00"))
    await desk.is_told("late", 2, due=date(2026, 11, 25))
    await desk.runs(until=datetime.fromisoformat("2026-11-26T09:00:00+08:00"))
    assert desk.boxes("late:QW-01:1:late") == AGENCY


async def test_how_long_it_took_until_an_answer_and_from_it_until_the_end_is_measured(
    desk: Desk,
) -> None:
    await late(desk)
    await desk.runs(DAY / 4)
    alert = next(one for one in desk.store.entries.alerts if one.startswith("late"))
    told_at = next(at for at, box, said in desk.left if box == HEAD)
    acknowledged_at = desk.now
    await desk.answers.acknowledge(alert, By(office=Office.HEAD, mailbox=HEAD))
    await desk.answers.acknowledge(alert, By(account=ADMIN))
    await desk.runs(2 * DAY)
    await desk.is_told("done", 2)
    assert desk.took == [
        ("acknowledged", (acknowledged_at - told_at).total_seconds()),
        ("recovered", (2 * DAY).total_seconds()),
    ]
