"""What became of an item's alerts, as the tracker keeps it."""

from datetime import UTC, datetime, timedelta

from contracts import AlertNoted
from contracts.account import Scope
from contracts.words import AlertAction
from tests.flow.tracker.keeping import Keeping
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import NOON, a_plan
from tracker.alerts.repository import AlertRepository
from tracker.items.item import Item, change_to
from tracker.pages.repository import ItemPageRepository

AT = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)


def note(number: int, action: str, item: str | None = "UJI-CATATAN") -> AlertNoted:
    return AlertNoted(
        alert="late:UJI-CATATAN:1",
        number=number,
        action=AlertAction(action),
        rule="late",
        item_id=item,
        decision_id=None if item else "D-1",
        region="kukar",
        agency="DINKES",
        offices=("head",),
        words=f"catatan {number}",
        at=AT + timedelta(minutes=number // 2),
    )


async def test_each_is_kept_once_however_often_and_in_whatever_order_it_comes(
    kept: Keeping,
) -> None:
    alerts = AlertRepository(kept.database)
    await alerts.prepare()
    life = [note(1, "opened"), note(2, "told"), note(3, "acknowledged"), note(4, "closed")]
    await alerts.note([life[2], life[0]])
    await alerts.note([*reversed(life), note(3, "silenced")])
    await alerts.note([])
    assert await alerts.notes_of("UJI-CATATAN", 9) == list(reversed(life))
    assert await alerts.notes_of("UJI-CATATAN", 2) == [life[3], life[2]]


async def test_what_is_about_a_decision_of_an_agency_is_no_items(kept: Keeping) -> None:
    alerts = AlertRepository(kept.database)
    await alerts.note([note(9, "opened", item=None)])
    assert [one.number for one in await alerts.notes_of("UJI-CATATAN", 99)] == [4, 3, 2, 1]


async def test_the_page_of_the_item_has_them_and_is_another_page_then(kept: Keeping) -> None:
    alerts = AlertRepository(kept.database)
    item = change_to(None, Item(a_plan(item_id="UJI-CATATAN")), NOON, RULES).after
    await kept.holds([item])
    reader = ItemPageRepository(kept.database)
    before = await reader.facts_of("UJI-CATATAN", Scope())
    assert before is not None
    assert [one.number for one in before.alert_notes] == [4, 3, 2, 1]

    await alerts.note([note(10, "resumed")])

    after = await reader.facts_of("UJI-CATATAN", Scope())
    assert after is not None
    assert after.alert_notes[0].number == 10
    assert after.version != before.version


async def test_an_office_above_the_agencies_was_last_told_when_it_was_to_be_told_at_once(
    kept: Keeping,
) -> None:
    alerts, item = AlertRepository(kept.database), "UJI-SEKDA"
    await alerts.prepare()
    later, digest, other = (AT + timedelta(days=days) for days in (1, 2, 3))
    told = {"offices": ("delivery_team",), "vacant": ("delivery_team",), "told": 1}
    notes = [
        note(1, "told", item).model_copy(update={**told, "told_offices": ("secretary",)}),
        note(2, "told", item).model_copy(
            update={"told_offices": ("delivery_team", "secretary", "council"), "at": later}
        ),
        note(3, "told", item).model_copy(
            update={"told_offices": ("council",), "digest": True, "at": digest}
        ),
        note(4, "told", item).model_copy(update={"offices": ("council",), "at": other}),
        note(5, "told", item).model_copy(
            update={"told_offices": ("council",), "decision_id": "D-1", "at": other}
        ),
    ]
    await alerts.note([one.model_copy(update={"alert": f"late:{item}:1"}) for one in notes])
    assert await alerts.last_told([item]) == {
        (item, "secretary"): later,
        (item, "council"): later,
    }
