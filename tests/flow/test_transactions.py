"""A change is whole, or it is not there: transactions over a real database."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from pymongo import InsertOne, ReplaceOne, UpdateMany, UpdateOne
from pymongo.errors import AutoReconnect, BulkWriteError, PyMongoError

from chassis.mongo import database as module
from chassis.mongo import unit_of_work
from chassis.mongo.database import Database, TooManyConflicts
from chassis.mongo.unit_of_work import OptimisticConflict, UnitOfWork, driver_session

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
    async def work(unit: UnitOfWork) -> Rows:
        unit.insert(database["things"], [{"_id": 1, "rev": 1}])
        unit.write(
            database["traces"], [InsertOne({"_id": 1}), UpdateOne({"_id": 1}, {"$set": {"is": 2}})]
        )
        things = database["things"].find(session=driver_session(unit))
        return [row async for row in things]

    assert await database.transaction(work) == []
    assert await found(database, "things") == [{"_id": 1, "rev": 1}]
    assert await found(database, "traces") == [{"_id": 1, "is": 2}]


async def test_what_is_said_is_prepared_while_the_database_commits_and_said_only_then(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    async def work(unit: UnitOfWork) -> str:
        unit.insert(database["things"], [{"_id": len(told)}])
        return "done"

    async def say() -> None:
        told.append(await database.transaction(work, meanwhile=lambda done: told.append("ready")))

    def lost(_: object) -> None:
        raise PyMongoError("the primary is gone")

    await say()
    assert told == ["ready", "done"]
    with monkeypatch.context() as patched:
        patched.setattr(unit_of_work, "_commit", lost)
        with pytest.raises(PyMongoError):
            await say()
    assert told == ["ready", "done", "ready"]

    def fails(_: object) -> None:
        raise ValueError("cannot be prepared")

    async def more(unit: UnitOfWork) -> None:
        unit.insert(database["things"], [{"_id": "more"}])

    with pytest.raises(ValueError, match="prepared"):
        await database.transaction(more, meanwhile=fails)
    assert len(await found(database, "things")) == 2


async def test_nothing_to_write_is_written_without_trouble(database: Database) -> None:
    async def work(unit: UnitOfWork) -> str:
        unit.insert(database["things"], [])
        unit.write(database["things"], [])
        return "done"

    assert await database.transaction(work) == "done"
    assert await found(database, "things") == []


@pytest.mark.parametrize("taken", ["the id is taken", "the revision is another", "it is gone"])
async def test_who_comes_second_looks_again_and_leaves_nothing_of_the_first_try(
    database: Database, taken: str
) -> None:
    """The other one writes after the first look; by the second all is as it stopped it."""
    if taken != "the id is taken":
        await database["things"].insert_one({"_id": 1, "rev": 1})
    looks: list[Rows] = []

    async def work(unit: UnitOfWork) -> None:
        things = database["things"].find(session=driver_session(unit))
        looks.append([row async for row in things])
        unit.insert(database["traces"], [{"_id": f"look {len(looks)}"}])
        if not looks[-1]:
            unit.insert(database["things"], [{"_id": 1, "rev": 1}])
        else:
            rev = looks[-1][0]["rev"]
            gate, then = {"_id": 1, "rev": rev}, {"$set": {"rev": rev + 1}}
            unit.write(database["things"], [UpdateOne(gate, then)])
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

    async def work(unit: UnitOfWork) -> None:
        unit.insert(database["traces"], [{"_id": 1}])
        unit.write(database["things"], [UpdateOne({"_id": "none"}, {"$set": {"rev": 2}})])

    with pytest.raises(OptimisticConflict):
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

    async def work(unit: UnitOfWork) -> None:
        looks.append(1)
        if how == "before it is looked at":
            unit.expect_revisions(database["things"], {1: 0})
        else:
            await database["things"].find_one({"_id": 1}, session=driver_session(unit))
            await database["things"].bulk_write([rival])
        unit.write(database["things"], [rival])

    with pytest.raises(PyMongoError) as raised:
        await database.transaction(work, conflicts=conflicts)
    assert isinstance(raised.value, TooManyConflicts) is (conflicts is not None)
    assert conflicts in {None, len(looks)}


async def test_who_may_be_overtaken_says_so_also_when_there_is_no_time_for_more(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a database so slow that each try takes seconds: less is soonest done there."""
    monkeypatch.setattr(module, "TRY_FOR_SECONDS", 0.0)
    await database["things"].insert_one({"_id": 1, "rev": 1})

    async def work(unit: UnitOfWork) -> None:
        unit.expect_revisions(database["things"], {1: 0})

    with pytest.raises(TooManyConflicts):
        await database.transaction(work, conflicts=1_000)


async def test_a_database_that_is_away_overtakes_nobody(database: Database) -> None:
    looks = []

    async def work(unit: UnitOfWork) -> None:
        looks.append(1)
        if len(looks) < 6:
            raise AutoReconnect("no primary", {"errorLabels": ["TransientTransactionError"]})

    await database.transaction(work, conflicts=3)
    assert len(looks) == 6


@pytest.mark.parametrize("stands", ["another", "gone", "as asked"])
async def test_nothing_is_written_unless_everything_stands_at_its_revision(
    database: Database, stands: str
) -> None:
    await database["things"].insert_one({"_id": 1, "rev": 3})
    if stands != "gone":
        await database["things"].insert_one({"_id": 2, "rev": 7 if stands == "another" else 4})
    tries: list[str] = []

    async def work(unit: UnitOfWork) -> None:
        tries.append("tried")
        if len(tries) > 1 and tries[-2] == "conflict":
            return
        unit.expect_revisions(
            database["things"], {1: 3, 2: 4}, on_conflict=lambda: tries.append("conflict")
        )
        unit.insert(database["traces"], [{"_id": 1}])
        unit.write(database["things"], [UpdateOne({"_id": 1}, {"$set": {"rev": 4}})])

    await database.transaction(work)
    if stands == "as asked":
        assert tries == ["tried"]
        assert (await found(database, "things"))[0]["rev"] == 4
        return
    assert tries == ["tried", "conflict", "tried"]
    assert (await found(database, "things"))[0]["rev"] == 3
    assert await found(database, "traces") == []


async def test_writes_are_made_in_the_order_in_which_they_are_asked_for(
    database: Database,
) -> None:
    async def work(unit: UnitOfWork) -> None:
        unit.insert(database["things"], [{"_id": 1, "rev": 1}])
        unit.write(database["things"], [UpdateOne({"_id": 1}, {"$set": {"rev": 2}})])
        unit.expect_revisions(database["things"], {1: 2})
        unit.write(database["things"], [ReplaceOne({"_id": 1}, {"rev": 3})])

    await database.transaction(work)
    assert await found(database, "things") == [{"_id": 1, "rev": 3}]


async def test_an_upsert_finds_its_document_and_a_write_may_be_allowed_to_find_none(
    database: Database,
) -> None:
    nothing = UpdateMany({"_id": "none"}, {"$set": {"rev": 2}})

    async def work(unit: UnitOfWork) -> None:
        unit.write(database["things"], [ReplaceOne({"_id": 1}, {"rev": 1}, upsert=True)])
        unit.write(database["things"], [nothing], each_matches=False)

    await database.transaction(work)
    assert await found(database, "things") == [{"_id": 1, "rev": 1}]


async def test_expected_revisions_of_no_documents_are_no_conflict(database: Database) -> None:
    async def work(unit: UnitOfWork) -> None:
        unit.expect_revisions(database["things"], {})
        unit.insert(database["things"], [{"_id": 1}])

    await database.transaction(work)
    assert await found(database, "things") == [{"_id": 1}]


async def test_a_commit_that_nobody_can_tell_of_is_asked_for_again_and_written_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, commits = unit_of_work._commit, []

    def unknown(unit: Any) -> None:
        commit(unit)
        commits.append(unit)
        if len(commits) < 3:
            raise PyMongoError("lost", error_labels=["UnknownTransactionCommitResult"])

    monkeypatch.setattr(unit_of_work, "_commit", unknown)

    async def work(unit: UnitOfWork) -> None:
        unit.insert(database["things"], [{"_id": 1}])

    await database.transaction(work)
    assert len(commits) == 3
    assert await found(database, "things") == [{"_id": 1}]


async def test_who_is_told_to_stop_while_writing_writes_to_the_end_first(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, steps, begun = unit_of_work._commit, [], threading.Event()

    def slow(unit: Any) -> None:
        begun.set()
        time.sleep(0.3)
        commit(unit)
        steps.append("committed")

    monkeypatch.setattr(unit_of_work, "_commit", slow)

    async def work(unit: UnitOfWork) -> None:
        unit.insert(database["things"], [{"_id": 1}])

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
    begun, stopped, steps = threading.Event(), threading.Event(), []
    stop = UnitOfWork.stop

    def stopping(unit: UnitOfWork) -> None:
        stop(unit)
        stopped.set()

    monkeypatch.setattr(UnitOfWork, "stop", stopping)

    def slowly() -> Iterator[dict[str, Any]]:
        begun.set()
        assert stopped.wait(10)
        yield {"_id": 1}

    def then() -> Iterator[dict[str, Any]]:
        steps.append("then")
        yield {"_id": 2}

    async def work(unit: UnitOfWork) -> None:
        unit.insert(database["things"], [{"_id": 0}])
        unit.insert(database["things"], slowly())
        unit.insert(database["traces"], then())

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

    async def work(unit: UnitOfWork) -> None:
        unit.insert(database["things"], [{"_id": 1}])

    try:
        await asyncio.wait_for(database.transaction(work), 10)
    finally:
        hold.set()
        await asyncio.gather(*busy)


async def test_an_id_that_nobody_can_have_taken_is_no_race(database: Database) -> None:
    await database["traces"].insert_one({"_id": 1})
    looks = []

    async def work(unit: UnitOfWork) -> None:
        looks.append(1)
        unit.insert(database["things"], [{"_id": 1}])
        unit.insert(database["traces"], [{"_id": 1}], conflict_if_taken=False)

    with pytest.raises(BulkWriteError, match="duplicate key"):
        await database.transaction(work)
    assert (looks, await found(database, "things")) == ([1], [])


async def test_trouble_in_the_work_itself_leaves_nothing(database: Database) -> None:
    async def work(unit: UnitOfWork) -> None:
        await database["traces"].insert_one({"_id": 1}, session=driver_session(unit))
        unit.insert(database["things"], [{"_id": 1}])
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await database.transaction(work)
    assert await found(database, "things") == await found(database, "traces") == []
