"""A figure is the same wherever it is shown, on a year of the demonstration."""

from chassis.mongo.database import Database
from deploy.local.accounts import have_accounts
from deploy.local.callers import Caller
from deploy.local.demo_file import LogIn
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.letters import ask_for_letter
from tests.proof.places import Places, in_all_places, lines, that_differ

REGION = "kukar"
EYES = LogIn("uji.mata.kukar", "mata yang melihat semua 7", "council", None)
KEPT = 90.0
"""Longer than the public page stays the same."""


async def test_api_pages_files_and_metrics_say_the_same(demonstrated: Stack, admin: Caller) -> None:
    await have_accounts(admin, [EYES], REGION)
    places: Places = {}

    async def same() -> bool:
        nonlocal places
        places = await in_all_places(demonstrated, admin, REGION, EYES)
        if differing := that_differ(places):
            await letter_made_anew(demonstrated, admin)
        return not differing

    try:
        await until(same, KEPT, "the same figures everywhere")
    finally:
        print("\n".join(lines(places)) if places else "")
    assert all(len(figures) > 5 for figures in places.values())
    assert sum("capaian %" in figures for figures in places.values()) >= 6


async def letter_made_anew(stack: Stack, admin: Caller) -> None:
    """The week's letter as of now: other tests have changed the demonstration since it was made."""
    database = Database(stack.running.mongodb, "tracker")
    await database["letters"].delete_many({"region": REGION})
    database.close()
    await ask_for_letter(stack, REGION)

    async def there() -> bool:
        answer = await admin.tracker.get(f"/api/v1/letters/{REGION}")
        return bool(answer.raise_for_status().json()["items"])

    await until(there, KEPT, "the letter made anew")
