"""Work that is not left in the middle when the service is told to stop."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def finished(work: Awaitable[T], within_seconds: float) -> T:
    """What `work` returns; a cancellation waits for it, `within_seconds` at the most."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=within_seconds)
        task.cancel()
        raise
