"""The tracker's store over a real database."""

from collections.abc import AsyncIterator

import pytest

from chassis.mongo.database import Database
from tests.flow.tracker.keeping import Keeping


@pytest.fixture(scope="module")
async def kept(mongodb_uri: str, request: pytest.FixtureRequest) -> AsyncIterator[Keeping]:
    """A prepared store in a database of the test file's own."""
    database = Database(mongodb_uri, request.module.__name__.rpartition(".")[2])
    keeping = Keeping(database)
    await keeping.item_rows.prepare()
    await keeping.report_rows.prepare()
    yield keeping
    database.close()
