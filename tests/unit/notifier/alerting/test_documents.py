"""Episodes and watches survive being written down, those of earlier releases too."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from contracts.account import Account, Role
from contracts.words import Status
from notifier.alerting.alert import Answer, CloseReason, Pause
from notifier.alerting.answering import By
from notifier.alerting.documents import alert_document, alert_of, watch_document, watch_of
from notifier.alerting.watch import Watch, heard
from notifier.directory.offices import Office
from tests.unit.notifier.alerting.desk import MONDAY, Desk, planned, status
from tests.unit.notifier.given import report

DAY = date(2026, 12, 4)
ADMIN = Account(username="admin", role=Role.ADMIN)


async def test_an_episode_and_its_watch_are_read_as_they_were_written() -> None:
    desk = await Desk().opens()
    await desk.hears(planned(), report(70, desk.now))
    await desk.is_told("late", 1)
    await desk.runs(until=datetime(2026, 11, 25, 3, tzinfo=UTC))
    pause = Pause(Answer.HANDED_OVER, "admin", desk.now, DAY, "sebab", Office.COUNCIL)
    for alert in list(desk.store.entries.alerts.values()):
        answered = replace(alert, pauses=(pause,), follows=("critical:QW-01:1",))
        assert alert_of(alert_document(answered)) == answered
    for watch in desk.store.entries.watches.values():
        assert watch.reports.newest
        assert watch_of(watch_document(watch, is_open=True)) == watch


OF_EARLIER: dict[str, Any] = {
    "_id": "late:QW-01:2",
    "rule": "late",
    "item_id": "QW-01",
    "episode": 2,
    "region": "kukar",
    "agency": "DISKOMINFO",
    "state": "open",
    "opened_at": MONDAY,
    "noticed_at": MONDAY,
    "wake_at": None,
    "closed_at": None,
    "ending": None,
    "told": ["1"],
    "missing": {"1": ["head"]},
    "without_recipient": True,
    "changes": [status("late", 2, MONDAY).model_dump(mode="json")],
    "latest": None,
}
"""As the release before wrote it."""


def test_an_open_episode_of_the_release_before_goes_on() -> None:
    alert = alert_of(OF_EARLIER)
    assert alert.id == "late:QW-01:2"
    assert alert.open
    assert alert.active
    assert alert.steps_taken == ("1",)
    assert alert.vacant == (Office.HEAD,)
    assert alert.facts.to_status is Status.LATE
    assert alert_of(alert_document(alert)) == alert


def test_a_closed_episode_of_the_release_before_is_over() -> None:
    changes = [status("late", 2, MONDAY), status("done", 3, MONDAY)]
    row = {
        **OF_EARLIER,
        "state": "closed",
        "ending": "done",
        "closed_at": MONDAY,
        "missing": {},
        "changes": [one.model_dump(mode="json") for one in changes],
    }
    alert = alert_of(row)
    assert alert.close_reason is CloseReason.DONE
    assert not alert.active
    assert alert.settled


def test_a_watch_of_the_release_before_has_its_latest_report() -> None:
    latest = report(55, MONDAY)
    row = {"_id": "QW-01", "seq": 4, "latest": latest.model_dump(mode="json")}
    assert watch_of(row) == replace(heard(Watch("QW-01"), latest), seq=4)


async def test_what_the_release_before_told_goes_on_when_its_status_is_told_again() -> None:
    """It kept of each item only which change it had heard of last."""
    desk = await Desk().opens()
    before = alert_of(OF_EARLIER)
    desk.store.entries.alerts[before.id] = before
    desk.store.entries.watches["QW-01"] = watch_of({"_id": "QW-01", "seq": 2})
    await desk.hears(planned(), report(70, desk.now), status("critical", 1, MONDAY))
    await desk.runs(timedelta(days=1))
    assert (desk.store.entries.alerts[before.id].open, desk.left) == (True, [])
    await desk.hears(status("late", 2, MONDAY), status("late", 2, MONDAY))
    await desk.runs(timedelta(days=1))
    held = [one.id for one in desk.store.entries.alerts.values() if one.open and one.rule == "late"]
    assert held == [before.id]
    await desk.is_told("on_track", 3)
    await desk.runs(timedelta(days=1))
    assert not desk.store.entries.alerts[before.id].open


async def test_an_answer_is_kept_also_while_the_status_is_not_known() -> None:
    desk = await Desk().opens()
    before = alert_of(OF_EARLIER)
    desk.store.entries.alerts[before.id] = before
    watch = watch_of({"_id": "QW-01", "seq": 2})
    desk.store.entries.watches["QW-01"] = replace(watch, wake_at=desk.now)
    await desk.hears(planned())
    answered = await desk.answers.acknowledge(before.id, By(account=ADMIN))
    assert [one.answer for one in answered.pauses] == [Answer.ACKNOWLEDGED]
    assert desk.store.entries.alerts[before.id] == answered
    await desk.alerts.escalate(desk.now, 500)
    assert await desk.alerts.escalate(desk.now, 500) == 0, "nothing is due until it is known"
    await desk.hears(status("late", 2, MONDAY))
    assert desk.store.entries.alerts[before.id].pauses == answered.pauses


async def test_what_is_told_again_opens_nothing_in_the_past() -> None:
    desk = await Desk().opens()
    desk.store.entries.watches["QW-01"] = watch_of({"_id": "QW-01", "seq": 2})
    await desk.hears(planned(), status("late", 2, MONDAY - timedelta(days=60)))
    opened = [one for one in desk.store.entries.alerts.values() if one.open]
    assert opened
    assert {one.opened_at for one in opened} == {desk.now}


def test_a_status_that_an_earlier_release_has_overtaken_is_not_known_any_more() -> None:
    watch = Watch("QW-01", status=status("late", 2, MONDAY), seq=2)
    row = watch_document(watch, is_open=True)
    assert watch_of(row) == watch
    overtaken = watch_of({**row, "seq": 4})
    assert (overtaken.status, overtaken.seq) == (None, 4)
    assert heard(overtaken, status("late", 3, MONDAY)) == overtaken
    assert heard(overtaken, status("critical", 4, MONDAY)).status is not None
