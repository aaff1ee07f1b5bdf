"""Who was told about an item, as the tracker keeps it."""

from datetime import UTC, datetime

from contracts import AlertSent
from contracts.words import ContactRole
from tests.flow.tracker.keeping import Keeping
from tracker.alerts.repository import AlertRepository, alert_document

AT = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)


def sent(item: str, role: str = "head", message: str = "<satu@uji.example>") -> AlertSent:
    return AlertSent(
        delivery=f"late:{item}:1:1:mail:{role}@uji.example",
        alert=f"late:{item}:1",
        item_id=item,
        region="kukar",
        agency="DINKES",
        rule="late",
        episode=1,
        step="1",
        channel="mail",
        role=ContactRole(role),
        recipient=f"{role}@uji.example",
        message_id=message,
        since=AT,
        sent_at=AT,
    )


async def test_a_message_about_many_items_told_of_each_of_them(kept: Keeping) -> None:
    alerts = AlertRepository(kept.database)
    items = [f"UJI-SERENTAK-{number}" for number in range(3)]
    several = [sent(item) for item in items]
    await alerts.save(several)
    await alerts.save([*several, sent(items[0], "verifier", "<dua@uji.example>")])
    told = await alerts.last_told(items)
    assert told == {
        **{(item, "head"): AT for item in items},
        (items[0], "verifier"): AT,
    }
    rows = kept.database["alerts"].find({"item_id": {"$in": items}})
    assert len([row async for row in rows]) == 4


async def test_what_an_earlier_release_stored_by_its_message_is_not_stored_again(
    kept: Keeping,
) -> None:
    alerts, one = AlertRepository(kept.database), sent("UJI-DULU", message="<dulu@uji.example>")
    await kept.database["alerts"].insert_one({"_id": one.message_id, **alert_document(one)})
    await alerts.save([one])
    assert await kept.database["alerts"].count_documents({"item_id": "UJI-DULU"}) == 1
