"""The planner's keys are kept for a start without it."""

from uuid import uuid4

from chassis.auth.kept_keys import KeptKeys
from chassis.mongo.database import Database


async def test_the_keys_that_were_had_last_outlive_the_process(mongodb_uri: str) -> None:
    database = Database(mongodb_uri, f"uji-{uuid4().hex[:8]}")
    try:
        assert await KeptKeys(database).last() is None
        for published in ({"keys": [{"kid": "a"}]}, {"keys": [{"kid": "b"}]}):
            await KeptKeys(database).keep(published)
            assert await KeptKeys(database).last() == published
    finally:
        database.close()


async def test_without_the_database_nothing_is_kept_and_nothing_fails(mongodb_uri: str) -> None:
    database = Database(mongodb_uri, "uji")
    database.close()
    await KeptKeys(database).keep({"keys": []})
    assert await KeptKeys(database).last() is None
