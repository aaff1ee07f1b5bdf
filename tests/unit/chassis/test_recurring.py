import asyncio

import pytest

from chassis import recurring
from deploy.local.waiting import until


async def test_it_is_applied_at_a_start_after_trouble_and_when_something_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recurring, "TROUBLE_SECONDS", 0.0)
    calls, changed = list[int](), asyncio.Event()

    async def apply() -> None:
        calls.append(1)
        if len(calls) == 1:
            raise OSError("no database")

    async def called(times: int) -> bool:
        return len(calls) == times

    running = asyncio.create_task(recurring.keep_right(apply, changed, "uji"))
    try:
        await until(lambda: called(2), 20, "a second try")
        changed.set()
        await until(lambda: called(3), 20, "after a change")
    finally:
        running.cancel()
