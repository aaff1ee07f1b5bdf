"""Work that is finished before the service stops."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def finished(work: Awaitable[T], within_seconds: float) -> T:
    """The result of `work`; a cancellation waits for it, for at most `within_seconds`."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=within_seconds)
        task.cancel()
        raise
