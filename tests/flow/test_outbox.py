"""The outbox over a real database."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from itertools import count

import pytest
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.errors import BulkWriteError
from pymongo.monitoring import CommandListener, CommandStartedEvent

from chassis.kafka.envelope import Outgoing
from chassis.mongo import database as database_module
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox import outbox as outbox_module
from chassis.outbox.outbox import Outbox
from chassis.outbox.rows import OutboxRow, acknowledged
from tests.facts import recorded
from tests.flow.plan import SOON

Kept = tuple[Database, Outbox]


class Listener(CommandListener):
    """Calls `before_more` once, before the database is asked for the rest of what it found."""

    def __init__(self) -> None:
        self.before_more: Callable[[], None] = lambda: None

    def started(self, event: CommandStartedEvent) -> None:
        if event.command_name == "getMore":
            call, self.before_more = self.before_more, lambda: None
            call()

    def succeeded(self, event: object) -> None:
        pass

    def failed(self, event: object) -> None:
        pass


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
async def kept(
    mongodb_uri: str, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Kept]:
    client = partial(AsyncIOMotorClient, event_listeners=[listener])
    monkeypatch.setattr(database_module, "AsyncIOMotorClient", client)
    database = Database(mongodb_uri, "test_outbox")
    for collection in ("outbox", "things"):
        await database[collection].delete_many({})
    outbox = Outbox(database)
    await outbox.prepare()
    yield database, outbox
    database.close()


def events_of(rows: Sequence[OutboxRow]) -> list[OutboxRow]:
    return [event for row in rows for event in row["events"]]


async def change(kept: Kept, keys: Sequence[str]) -> None:
    """One change of each thing, and an event of it with the number of the change."""
    database, outbox = kept
    things = database["things"]

    async def work(unit: UnitOfWork) -> None:
        events = []
        for key in keys:
            thing = await things.find_one_and_update(
                {"_id": key},
                {"$inc": {"changes": 1}},
                upsert=True,
                return_document=True,
                session=unit.driver_session,
            )
            events.append(recorded(key, thing["changes"]))
        outbox.put(unit, events)

    await database.transaction(work)


async def put(kept: Kept, events: Sequence[Outgoing]) -> None:
    database, outbox = kept

    async def work(unit: UnitOfWork) -> None:
        await database["things"].find_one({}, session=unit.driver_session)
        outbox.put(unit, events)

    await database.transaction(work)


@pytest.mark.parametrize("numbers", [count(), count(0, -1)], ids=["ours", "another's"])
async def test_a_long_backlog_leaves_piece_by_piece_each_key_in_its_order(
    kept: Kept, numbers: "count[int]", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "_NUMBERS", numbers)
    _, outbox = kept
    keys, dice = "abcdefgh", random.Random(8)

    async def officer() -> None:
        for _ in range(12):
            await change(kept, sorted(dice.sample(keys, dice.randint(1, 3))))

    await asyncio.gather(*(officer() for _ in range(6)))
    assert (await outbox.pending())[0] == 72
    left: dict[str, list[int]] = {key: [] for key in keys}
    while waiting := await outbox.waiting(3):
        assert await outbox.forget(waiting) == len(waiting) <= 3
        for event in events_of(waiting):
            left[event["key"]].append(int(event["event_id"].rsplit("/", 1)[1]))
    assert sum(len(numbers) for numbers in left.values()) > 72
    for numbers_of_key in left.values():
        assert numbers_of_key == list(range(1, len(numbers_of_key) + 1))
    assert await outbox.pending() == (0, None)


async def test_what_was_committed_while_it_reads_is_not_there_without_what_came_before(
    kept: Kept, listener: Listener
) -> None:
    database, outbox = kept
    loop = asyncio.get_running_loop()
    begun, may_end, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(unit: UnitOfWork) -> None:
        await database["things"].insert_one({"_id": "a", "changes": 1}, session=unit.driver_session)
        rows = list(outbox._placed(unit, [recorded("a", 1)]))
        await database["outbox"].insert_many(rows, session=unit.driver_session)
        begun.set()
        await may_end.wait()

    async def others() -> None:
        await database.transaction(slow)
        await change(kept, ["a"])
        ended.set()

    first = asyncio.create_task(others())
    await asyncio.wait_for(begun.wait(), 10)
    for number in range(110):  # more than one answer of the database names
        await put(kept, [recorded("b", number)])

    def between() -> None:
        loop.call_soon_threadsafe(may_end.set)
        asyncio.run_coroutine_threadsafe(ended.wait(), loop).result(10)

    listener.before_more = between
    seen = await outbox.waiting(200)
    await asyncio.wait_for(first, SOON)
    assert [event["key"] for event in events_of(seen)] == ["b"] * 110
    seen = await outbox.waiting(200)
    assert [event["key"] for event in events_of(seen)] == ["a", *["b"] * 110, "a"]


async def test_rows_that_another_relay_has_deleted_are_missed(kept: Kept) -> None:
    _, outbox = kept
    await put(kept, [recorded("a", 1)])
    await put(kept, [recorded("b", 1)])
    waiting = await outbox.waiting(10)
    assert await outbox.forget(waiting[:1]) == 1
    assert await outbox.forget(waiting) == 1


async def test_what_an_earlier_version_left_unsent_leaves_first(kept: Kept) -> None:
    database, outbox = kept
    await database["outbox"].create_index([("key", 1), ("rev", 1)])
    await put(kept, [recorded("a", 2)])
    out = recorded("a", 1)
    sent = {"event_id": out.id, "value": out.value()}
    row = {"topic": out.event.topic, "key": "a", "rev": 1, "at": out.at, "events": [sent]}
    await database["outbox"].insert_one(row)
    await outbox.prepare()
    indexes = await database["outbox"].index_information()
    assert indexes.keys() == {"_id_", "place_1"}
    waiting = await outbox.waiting(10)
    assert [event["event_id"] for event in events_of(waiting)] == [out.id, recorded("a", 2).id]


async def test_of_a_row_only_what_was_sent_is_forgotten(kept: Kept) -> None:
    database, outbox = kept
    told = [recorded("a", 1), recorded("b", 1), recorded("c", 1)]
    await put(kept, told)
    (row,) = await outbox.waiting(10)
    for relay in (Outbox(database), outbox):  # one that was not told, and one that comes late
        assert await relay.forget(acknowledged([row], {row["_id"]: [told[0].id, told[2].id]})) == 1
        left = events_of(await outbox.waiting(10))
        assert [event["event_id"] for event in left] == [told[0].id, told[2].id]
        assert [event["value"] for event in left] == [told[0].value(), told[2].value()]
    assert await outbox.forget(await outbox.waiting(10)) == 1
    assert await database["outbox"].count_documents({}) == 0


async def test_what_another_process_has_written_is_read_and_what_was_not_committed_is_not(
    kept: Kept, mongodb_uri: str
) -> None:
    database, outbox = kept
    another = Database(mongodb_uri, "test_outbox")
    await change((another, Outbox(another)), ["a"])
    await change(kept, ["b"])
    await change((another, Outbox(another)), ["b"])
    another.close()

    async def fails(unit: UnitOfWork) -> None:
        await database["things"].find_one({}, session=unit.driver_session)
        outbox.put(unit, [recorded("c", 1)])
        unit.insert(database["things"], [{"_id": "a"}], conflict_if_taken=False)

    with pytest.raises(BulkWriteError):
        await database.transaction(fails)
    seen = [(event["key"], event["event_id"]) for event in events_of(await outbox.waiting(10))]
    expected = [recorded(*of).id for of in (("a", 1), ("b", 1), ("b", 2))]
    assert seen == list(zip("abb", expected, strict=True))
