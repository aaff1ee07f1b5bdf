"""A rehearsal tells whom the real thing would have told."""

from datetime import datetime, timedelta

from notifier.alerting.rehearsal import Rehearsal, Timed
from notifier.directory.recipients import mailbox
from tests.unit.notifier.alerting.desk import ALL, Desk, calendar, kukar, planned, status

DAY = timedelta(days=1)


async def test_a_rehearsal_is_what_would_have_happened() -> None:
    desk = await Desk().opens()
    start = desk.now
    facts: list[Timed] = []
    for number in range(5):
        item = f"QW-{number}"
        facts.append((start, planned(item)))
        facts.append((start + number * DAY, status("late", 1, start + number * DAY, item)))
        if number % 2:
            done = start + (number + 4) * DAY
            facts.append((done, status("done", 2, done, item)))
    until = start + 30 * DAY
    for at, event in sorted(facts, key=_at):
        await desk.runs(until=at)
        await desk.hears(event)
    await desk.runs(until=until)
    rehearsal = Rehearsal(kukar(), ALL, {"kukar": calendar()})
    rehearsal.run(facts, until)
    told = [
        (one.at, mailbox(one.notices[0].recipient), tuple(sorted(map(_said, one.notices))))
        for one in rehearsal.messages
    ]
    assert sorted(told) == sorted(desk.left)
    assert len(rehearsal.entries) == len(desk.entries)


def _at(timed: Timed) -> datetime:
    return timed[0]


def _said(one: object) -> str:
    return f"{one.rule}:{one.item_id}:{one.step}:{one.message}"  # type: ignore[attr-defined]
