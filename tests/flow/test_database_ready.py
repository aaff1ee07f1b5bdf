"""The embedded database while it starts: not ready is an answer, no error."""

from pathlib import Path

import pytest

from deploy.local import mongodb
from tests.ports import own_port


async def test_a_database_that_does_not_listen_yet_is_not_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mongodb, "_ANSWER_WITHIN_MS", 100)
    with own_port() as port:
        assert await mongodb.database(port, tmp_path).ready() is False
