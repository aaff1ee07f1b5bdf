"""Who was told about an item, as the tracker keeps it."""

from tests.flow.tracker.alerts.given_alerts import AT, sent
from tests.flow.tracker.keeping import Keeping
from tracker.alerts.repository import AlertRepository, alert_document


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
