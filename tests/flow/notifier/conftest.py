"""A real database for the rules that are otherwise tried in memory."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.local import mongodb
from deploy.local.child import spawn
from deploy.local.ports import SPARE, is_free
from deploy.local.waiting import until


@pytest.fixture(scope="session")
async def mongodb_uri(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    folder: Path = tmp_path_factory.mktemp("mongodb")
    port = next(port for port in reversed(SPARE) if is_free(port))
    (folder / "data").mkdir()
    program = mongodb.database(port, folder / "data")
    child = await spawn(program, folder / "log")
    try:

        async def ready() -> bool:
            try:
                return await program.ready()
            except OSError:
                return False

        await until(ready, 40, "the database")
        yield mongodb.uri(port)
    finally:
        await child.stop(10)
