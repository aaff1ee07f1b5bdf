"""Contents lie in the database as GridFS has them: a driver reads ours, we read a driver's."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bson import Int64
from gridfs import NoFile
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorGridFSBucket

from chassis.mongo.contents import Contents
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork

NAME, BUCKET = "test_contents", "kept"
LARGE, SMALL = os.urandom(5_000_000), b"kecil"


@pytest.fixture
async def database(mongodb_uri: str) -> AsyncIterator[Database]:
    database = Database(mongodb_uri, NAME)
    for part in ("files", "chunks"):
        await database[f"{BUCKET}.{part}"].delete_many({})
    yield database
    database.close()


@pytest.fixture
async def contents(database: Database) -> Contents:
    contents = database.contents(BUCKET)
    await contents.prepare()
    return contents


@pytest.fixture
async def drivers(mongodb_uri: str) -> AsyncIterator[AsyncIOMotorGridFSBucket]:
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(mongodb_uri)
    yield AsyncIOMotorGridFSBucket(client[NAME], BUCKET)
    client.close()


async def listed(database: Database, contents: Contents) -> list[dict[str, Any]]:
    written = await contents.write([("original", LARGE), ("small", SMALL)])

    async def work(unit: UnitOfWork) -> None:
        contents.add(unit, written)

    await database.transaction(work)
    return written


async def test_a_driver_reads_what_was_written(
    database: Database, contents: Contents, drivers: AsyncIOMotorGridFSBucket
) -> None:
    large, small = await listed(database, contents)
    for one, data in ((large, LARGE), (small, SMALL)):
        stream = await drivers.open_download_stream(one["_id"])
        assert (stream.filename, await stream.read()) == (one["filename"], data)
        assert await contents.read(one["_id"]) == data


async def test_the_documents_are_those_of_the_specification(
    database: Database, contents: Contents
) -> None:
    large, _ = await listed(database, contents)
    file = await database[f"{BUCKET}.files"].find_one({"_id": large["_id"]})
    assert file == {
        "_id": large["_id"],
        "filename": "original",
        "length": Int64(5_000_000),
        "chunkSize": 2_097_152,
        "uploadDate": large["_id"].generation_time,
    }
    chunks = await database[f"{BUCKET}.chunks"].find({"files_id": large["_id"]}).to_list(None)
    assert {tuple(chunk) for chunk in chunks} == {("_id", "files_id", "n", "data")}
    sizes = {chunk["n"]: len(chunk["data"]) for chunk in chunks}
    assert sizes == {0: 2_097_152, 1: 2_097_152, 2: 805_696}
    indexes = await database[f"{BUCKET}.chunks"].index_information()
    assert indexes["files_id_1_n_1"]["unique"]


async def test_what_a_driver_wrote_in_its_own_sizes_is_read_and_deleted(
    database: Database, contents: Contents, drivers: AsyncIOMotorGridFSBucket
) -> None:
    content_id = await drivers.upload_from_stream("original", LARGE)
    assert await database[f"{BUCKET}.chunks"].count_documents({}) == 20
    assert await contents.read(content_id) == LARGE
    await contents.delete(content_id)
    assert await database[f"{BUCKET}.chunks"].count_documents({}) == 0


async def test_a_content_that_was_not_listed_is_nothing_to_a_reader_and_can_be_deleted(
    database: Database, contents: Contents
) -> None:
    (one,) = await contents.write([("original", SMALL)])
    with pytest.raises(NoFile):
        await contents.read(one["_id"])
    in_a_minute = datetime.now(UTC) + timedelta(minutes=1)
    assert [found async for found in contents.begun_before(in_a_minute)] == [one["_id"]]
    await contents.delete(one["_id"])
    assert [found async for found in contents.begun_before(in_a_minute)] == []
    assert await database[f"{BUCKET}.chunks"].count_documents({}) == 0


async def test_nothing_is_written_where_there_is_nothing(contents: Contents) -> None:
    assert await contents.write([]) == []
