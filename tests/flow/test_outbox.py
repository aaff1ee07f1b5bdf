"""The outbox over a real database."""

from collections.abc import AsyncIterator

import pytest

from chassis.database import Database
from chassis.outbox import Outbox
from chassis.session import Session
from tests.facts import recorded


@pytest.fixture
async def kept(mongodb_uri: str) -> AsyncIterator[tuple[Database, Outbox]]:
    database = Database(mongodb_uri, "test_outbox")
    outbox = Outbox(database)
    await outbox.prepare()
    yield database, outbox
    database.close()


async def put(kept, events):
    database, outbox = kept

    async def work(session: Session) -> None:
        outbox.put(session, events)

    await database.transaction(work)


async def test_a_long_backlog_leaves_piece_by_piece_each_key_in_its_order(kept):
    _, outbox = kept
    for rev in (3, 1, 2, 6, 5, 4):  # as transactions of several processes may commit
        for item_id in "abc":
            events = [recorded(item_id, rev, rev=rev)]
            await put(kept, events)
    assert (await outbox.pending())[0] == 18
    left: list[tuple[str, int]] = []
    while waiting := await outbox.waiting(4):
        assert len(waiting) <= 8
        assert await outbox.forget(waiting) == len(waiting)
        left += [(event["key"], event["rev"]) for event in waiting]
    assert sorted(left) == [(item_id, rev) for item_id in "abc" for rev in range(1, 7)]
    for item_id in "abc":
        assert [rev for key, rev in left if key == item_id] == [1, 2, 3, 4, 5, 6]
    assert await outbox.pending() == (0, None)


async def test_rows_that_another_relay_has_deleted_are_missed(kept):
    _, outbox = kept
    await put(kept, [recorded("a", 1), recorded("b", 1)])
    waiting = await outbox.waiting(10)
    assert await outbox.forget(waiting[:1]) == 1
    assert await outbox.forget(waiting) == 1
