"""A change is whole, or it is not there: transactions over a real database."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from pymongo import InsertOne, UpdateOne
from pymongo.errors import AutoReconnect, BulkWriteError, PyMongoError

from chassis.mongo import database as module
from chassis.mongo import session as session_module
from chassis.mongo.database import Database, Overtaken
from chassis.mongo.session import Session, Stale, driven

Rows = list[dict[str, Any]]


@pytest.fixture
async def database(mongodb_uri: str) -> AsyncIterator[Database]:
    database = Database(mongodb_uri, "test_transactions")
    for name in ("things", "traces"):
        await database[name].delete_many({})
    yield database
    database.close()


async def found(database: Database, name: str) -> Rows:
    rows: Rows = await database[name].find().sort("_id", 1).to_list(None)
    return rows


async def test_what_is_read_is_as_it_was_before_and_everything_is_written_together(
    database: Database,
) -> None:
    async def work(session: Session) -> Rows:
        session.insert(database["things"], [{"_id": 1, "rev": 1}])
        session.write(
            database["traces"], [InsertOne({"_id": 1}), UpdateOne({"_id": 1}, {"$set": {"is": 2}})]
        )
        things = database["things"].find(session=driven(session))
        return [row async for row in things]

    assert await database.transaction(work) == []
    assert await found(database, "things") == [{"_id": 1, "rev": 1}]
    assert await found(database, "traces") == [{"_id": 1, "is": 2}]


async def test_nothing_to_write_is_written_without_trouble(database: Database) -> None:
    async def work(session: Session) -> str:
        session.insert(database["things"], [])
        session.write(database["things"], [])
        return "done"

    assert await database.transaction(work) == "done"
    assert await found(database, "things") == []


@pytest.mark.parametrize("taken", ["the id is taken", "the revision is another", "it is gone"])
async def test_who_comes_second_looks_again_and_leaves_nothing_of_the_first_try(
    database: Database, taken: str
) -> None:
    """The other one writes after the first look; by the second all is as it left it."""
    if taken != "the id is taken":
        await database["things"].insert_one({"_id": 1, "rev": 1})
    looks: list[Rows] = []

    async def work(session: Session) -> None:
        things = database["things"].find(session=driven(session))
        looks.append([row async for row in things])
        session.insert(database["traces"], [{"_id": f"look {len(looks)}"}])
        if not looks[-1]:
            session.insert(database["things"], [{"_id": 1, "rev": 1}])
        else:
            rev = looks[-1][0]["rev"]
            gate, then = {"_id": 1, "rev": rev}, {"$set": {"rev": rev + 1}}
            session.write(database["things"], [UpdateOne(gate, then)])
        if len(looks) > 1:
            return
        if taken == "it is gone":
            await database["things"].delete_one({"_id": 1})
        elif taken == "the id is taken":
            await database["things"].insert_one({"_id": 1, "rev": 7})
        else:
            await database["things"].update_one({"_id": 1}, {"$set": {"rev": 7}})

    await database.transaction(work)
    assert len(looks) == 2
    assert [row["_id"] for row in await found(database, "traces")] == ["look 2"]
    rev = {"it is gone": 1}.get(taken, 8)
    assert await found(database, "things") == [{"_id": 1, "rev": rev}]


async def test_a_gate_that_finds_nothing_within_its_own_snapshot_is_stale_until_given_up(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TRY_FOR_SECONDS", 0.2)

    async def work(session: Session) -> None:
        session.insert(database["traces"], [{"_id": 1}])
        session.write(database["things"], [UpdateOne({"_id": "none"}, {"$set": {"rev": 2}})])

    with pytest.raises(Stale):
        await database.transaction(work)
    assert await found(database, "traces") == []


@pytest.mark.parametrize("conflicts", [3, None])
@pytest.mark.parametrize("how", ["before it is looked at", "while it is written"])
async def test_who_may_be_overtaken_says_so_after_so_many_conflicts(
    database: Database, monkeypatch: pytest.MonkeyPatch, how: str, conflicts: int | None
) -> None:
    """Either by the gate, which finds another revision, or by the database, for a conflict."""
    if conflicts is None:
        monkeypatch.setattr(module, "TRY_FOR_SECONDS", 0.2)
    await database["things"].insert_one({"_id": 1, "rev": 1})
    rival = UpdateOne({"_id": 1}, {"$inc": {"rev": 1}})
    looks = []

    async def work(session: Session) -> None:
        looks.append(1)
        if how == "before it is looked at":
            session.gate(database["things"], {1: 0})
        else:
            await database["things"].find_one({"_id": 1}, session=driven(session))
            await database["things"].bulk_write([rival])
        session.write(database["things"], [rival])

    with pytest.raises(PyMongoError) as raised:
        await database.transaction(work, conflicts=conflicts)
    assert isinstance(raised.value, Overtaken) is (conflicts is not None)
    assert conflicts in {None, len(looks)}


async def test_who_may_be_overtaken_says_so_also_when_there_is_no_time_for_more(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a database so slow that each try takes seconds: less is soonest done there."""
    monkeypatch.setattr(module, "TRY_FOR_SECONDS", 0.0)
    await database["things"].insert_one({"_id": 1, "rev": 1})

    async def work(session: Session) -> None:
        session.gate(database["things"], {1: 0})

    with pytest.raises(Overtaken):
        await database.transaction(work, conflicts=1_000)


async def test_a_database_that_is_away_overtakes_nobody(database: Database) -> None:
    looks = []

    async def work(session: Session) -> None:
        looks.append(1)
        if len(looks) < 6:
            raise AutoReconnect("no primary", {"errorLabels": ["TransientTransactionError"]})

    await database.transaction(work, conflicts=3)
    assert len(looks) == 6


@pytest.mark.parametrize("stands", ["another", "gone", "as asked"])
async def test_nothing_is_written_unless_everything_stands_at_its_revision(
    database: Database, stands: str
) -> None:
    """The gate is asked first, whatever was to be written before it was set."""
    await database["things"].insert_one({"_id": 1, "rev": 3})
    if stands != "gone":
        await database["things"].insert_one({"_id": 2, "rev": 7 if stands == "another" else 4})
    tries: list[str] = []

    async def work(session: Session) -> None:
        tries.append("tried")
        if len(tries) > 1 and tries[-2] == "otherwise":
            return
        session.insert(database["traces"], [{"_id": 1}])
        session.write(database["things"], [UpdateOne({"_id": 1}, {"$set": {"rev": 4}})])
        session.gate(database["things"], {1: 3, 2: 4}, otherwise=lambda: tries.append("otherwise"))

    await database.transaction(work)
    if stands == "as asked":
        assert tries == ["tried"]
        assert (await found(database, "things"))[0]["rev"] == 4
        return
    assert tries == ["tried", "otherwise", "tried"]
    assert (await found(database, "things"))[0]["rev"] == 3
    assert await found(database, "traces") == []


async def test_a_gate_without_documents_is_open(database: Database) -> None:
    async def work(session: Session) -> None:
        session.gate(database["things"], {})
        session.insert(database["things"], [{"_id": 1}])

    await database.transaction(work)
    assert await found(database, "things") == [{"_id": 1}]


async def test_a_commit_that_nobody_can_tell_of_is_asked_for_again_and_written_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, commits = session_module._commit, []

    def unknown(session: Any) -> None:
        commit(session)
        commits.append(session)
        if len(commits) < 3:
            raise PyMongoError("lost", error_labels=["UnknownTransactionCommitResult"])

    monkeypatch.setattr(session_module, "_commit", unknown)

    async def work(session: Session) -> None:
        session.insert(database["things"], [{"_id": 1}])

    await database.transaction(work)
    assert len(commits) == 3
    assert await found(database, "things") == [{"_id": 1}]


async def test_who_is_told_to_stop_while_writing_writes_to_the_end_first(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, steps, begun = session_module._commit, [], threading.Event()

    def slow(session: Any) -> None:
        begun.set()
        time.sleep(0.3)
        commit(session)
        steps.append("committed")

    monkeypatch.setattr(session_module, "_commit", slow)

    async def work(session: Session) -> None:
        session.insert(database["things"], [{"_id": 1}])

    running = asyncio.create_task(database.transaction(work))
    assert await asyncio.to_thread(begun.wait, 10)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert steps == ["committed"]
    assert await found(database, "things") == [{"_id": 1}]


async def test_who_is_not_done_in_time_stops_and_nothing_of_it_is_there(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even what would have been written after the undoing, outside the transaction."""
    monkeypatch.setattr(module, "STOP_SECONDS", 0.1)
    begun, left, steps = threading.Event(), threading.Event(), []
    leave = Session.leave

    def leaving(session: Session) -> None:
        leave(session)
        left.set()

    monkeypatch.setattr(Session, "leave", leaving)

    def slowly() -> Iterator[dict[str, Any]]:
        begun.set()
        assert left.wait(10)
        yield {"_id": 1}

    def then() -> Iterator[dict[str, Any]]:
        steps.append("then")
        yield {"_id": 2}

    async def work(session: Session) -> None:
        session.insert(database["things"], [{"_id": 0}])
        session.insert(database["things"], slowly())
        session.insert(database["traces"], then())

    running = asyncio.create_task(database.transaction(work))
    assert await asyncio.to_thread(begun.wait, 10)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await asyncio.sleep(0.3)
    assert (steps, await found(database, "things"), await found(database, "traces")) == ([], [], [])


async def test_a_thread_that_is_busy_elsewhere_keeps_nobody_from_writing(
    database: Database,
) -> None:
    loop = asyncio.get_running_loop()
    hold = threading.Event()
    busy = [loop.run_in_executor(None, hold.wait, 20) for _ in range(40)]

    async def work(session: Session) -> None:
        session.insert(database["things"], [{"_id": 1}])

    try:
        await asyncio.wait_for(database.transaction(work), 10)
    finally:
        hold.set()
        await asyncio.gather(*busy)


async def test_an_id_that_nobody_can_have_taken_is_no_race(database: Database) -> None:
    await database["traces"].insert_one({"_id": 1})
    looks = []

    async def work(session: Session) -> None:
        looks.append(1)
        session.insert(database["things"], [{"_id": 1}])
        session.insert(database["traces"], [{"_id": 1}], may_be_taken=False)

    with pytest.raises(BulkWriteError, match="duplicate key"):
        await database.transaction(work)
    assert (looks, await found(database, "things")) == ([1], [])


async def test_trouble_in_the_work_itself_leaves_nothing(database: Database) -> None:
    async def work(session: Session) -> None:
        await database["traces"].insert_one({"_id": 1}, session=driven(session))
        session.insert(database["things"], [{"_id": 1}])
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await database.transaction(work)
    assert await found(database, "things") == await found(database, "traces") == []
