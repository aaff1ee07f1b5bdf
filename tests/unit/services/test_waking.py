"""A commit of a service wakes what may have become due by it."""

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from chassis import wake
from deploy.local.waiting import until
from tests.in_process import in_process

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")


async def test_a_loop_at_rest_looks_again_after_a_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wake, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(wake, "REST_SECONDS", 600.0)
    service, looks = in_process(tmp_path).service("tracker"), 0

    async def due(_now: datetime, _limit: int) -> int:
        nonlocal looks
        looks += 1
        return 0

    async def oldest() -> datetime | None:
        return None

    async def looked(times: int) -> bool:
        return looks >= times

    service.wake("test", due, oldest)
    running = asyncio.ensure_future(service._loops[-1]())
    try:
        await until(lambda: looked(1), 30)
        before = looks
        async with asyncio.timeout(30):
            while looks == before:
                for hook in service.database._after_commit:
                    hook()
                await asyncio.sleep(0.02)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
