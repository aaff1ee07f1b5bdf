"""The trail over a real database: what is done is noted too, and tampering shows."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from chassis.audit.entry import SYSTEM, Deed, End, Wrong
from chassis.audit.trail import Trail
from chassis.clock import FixedClock
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from deploy.local.waiting import until
from tests.unit.tracker.plans import NOON

NAME = "test_audit_trail"


@pytest.fixture
async def database(mongodb_uri: str) -> AsyncIterator[Database]:
    database = Database(mongodb_uri, NAME)
    for name in ("audit", "audit_new", "things"):
        await database[name].delete_many({})
    yield database
    database.close()


def trail_of(database: Database) -> Trail:
    return Trail(database, FixedClock(NOON))


async def noted(database: Database) -> list[str]:
    """What the chain tells, in its order."""
    return [row["about"] async for row in database["audit"].find().sort("_id", 1)]


async def with_entries(database: Database, count: int) -> Trail:
    trail = trail_of(database)
    for number in range(count):
        await trail.record(Deed("done", "admin", f"thing-{number}", {"number": number}))
    await trail.link()
    return trail


@pytest.mark.parametrize("fails", [False, True])
async def test_what_is_done_and_what_is_noted_are_stored_together_or_not_at_all(
    database: Database, fails: bool
) -> None:
    trail = trail_of(database)

    async def work(unit: UnitOfWork) -> None:
        unit.insert(database["things"], [{"_id": 1}])
        trail.put(unit, Deed("done", "admin", "thing"))
        if fails:
            raise ValueError("in the middle")

    if fails:
        with pytest.raises(ValueError, match="middle"):
            await database.transaction(work)
    else:
        await database.transaction(work)
    await trail.link()
    done = await database["things"].count_documents({})
    assert (done, await noted(database)) == ((0, []) if fails else (1, ["thing"]))


async def test_replicas_that_link_at_once_make_one_chain_without_gaps(database: Database) -> None:
    trails = [trail_of(database) for _ in range(3)]

    async def work_on(number: int, trail: Trail) -> None:
        for step in range(20):
            await trail.record(Deed("done", SYSTEM, f"{number}-{step}"))
            await trail.link()

    await asyncio.gather(*(work_on(number, trail) for number, trail in enumerate(trails)))
    verdict = await trails[0].verify()
    assert (verdict.wrong, verdict.end.number) == (None, 60)
    assert len(set(await noted(database))) == 60
    assert await trails[0].entries.waiting() == 0


async def test_what_replicas_did_is_linked_in_the_order_of_their_deeds(database: Database) -> None:
    """Not in the order of their ids, which is by chance within a second."""
    trail = trail_of(database)
    for about, seconds in (("second", 1), ("first", 0)):
        at = NOON + timedelta(seconds=seconds)
        row = {"at": at, "what": "done", "by": "admin", "about": about, "details": {}}
        await database["audit_new"].insert_one(row)
    await trail.link()
    assert await noted(database) == ["first", "second"]


async def test_a_running_trail_links_what_is_committed_without_being_asked(
    database: Database,
) -> None:
    trail = trail_of(database)
    running = asyncio.create_task(trail.run())

    async def work(unit: UnitOfWork) -> None:
        trail.put(unit, Deed("done", "admin", "thing"))

    await asyncio.sleep(0)
    await database.transaction(work)
    await until(lambda: noted(database), 20, "the entry in the chain")
    running.cancel()


@pytest.mark.parametrize(
    ("change", "wrong", "number"),
    [
        ({"$set": {"by": "somebody"}}, Wrong.CHANGED, 2),
        ({"$set": {"details.number": 7}}, Wrong.CHANGED, 2),
        (None, Wrong.MISSING, 2),
    ],
)
async def test_a_changed_or_missing_entry_is_found(
    database: Database, change: dict[str, object] | None, wrong: Wrong, number: int
) -> None:
    trail = await with_entries(database, 4)
    if change:
        await database["audit"].update_one({"_id": 2}, change)
    else:
        await database["audit"].delete_one({"_id": 2})
    verdict = await trail.verify()
    assert (verdict.wrong, verdict.number) == (wrong, number)


async def test_entries_cut_off_at_the_end_are_found_by_a_noted_end(database: Database) -> None:
    trail = await with_entries(database, 4)
    end = await trail.entries.end()
    await database["audit"].delete_one({"_id": 4})
    assert (await trail.verify()).wrong is None
    assert (await trail.verify(end)).wrong is Wrong.SHORT
    assert (await trail.verify(End(3, (await trail.entries.end()).hash))).wrong is None


async def test_the_command_says_what_is_wrong_and_where_and_ends_so(
    database: Database, mongodb_uri: str
) -> None:
    async def aksi(*more: str) -> tuple[int | None, str]:
        command = (sys.executable, "-m", "planner", "audit", "verify", NAME, *more)
        environment = os.environ | {"AKSI_MONGODB": mongodb_uri}
        child = await asyncio.create_subprocess_exec(
            *command, stdout=PIPE, stderr=STDOUT, env=environment
        )
        said, _ = await child.communicate()
        return child.returncode, said.decode()

    trail = await with_entries(database, 3)
    end = await trail.entries.end()
    await trail.record(Deed("done", "admin", "a fourth"))
    whole = f"{NAME}: 3 baris utuh (entries intact), 1 menunggu dirangkai (wait to be linked)"
    code, said = await aksi()
    assert code == 0
    assert said.startswith(whole)
    assert f"3:{end.hash}" in said
    assert (await aksi("--noted", f"3:{end.hash}"))[0] == 0
    await database["audit"].delete_one({"_id": 3})
    assert (await aksi())[0] == 0
    code, said = await aksi("--noted", f"3:{end.hash}")
    assert code == 1
    assert "does not lead over the end that was noted; look from entry 3" in said
    await database["audit"].update_one({"_id": 2}, {"$set": {"by": "somebody"}})
    code, said = await aksi()
    assert code == 1
    assert "baris 2 diubah (entry 2 was changed)" in said
    assert (await aksi("--noted", "three"))[0] == 2
    await database["audit"].delete_many({})
    await database["audit_new"].delete_many({})
    code, said = await aksi()
    assert (code, said) == (
        1,
        f"{NAME}: ✗ tidak ada jejak di basis data ini (no trail in this database)\n",
    )
