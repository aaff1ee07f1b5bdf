"""How often others get their turn of the event loop while something is done."""

import asyncio
from collections.abc import Coroutine
from typing import Any


async def turns_during(work: Coroutine[Any, Any, object]) -> int:
    """The turns that somebody got who wants one at once, always."""
    turns = 0

    async def take_turns() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    taking = asyncio.create_task(take_turns())
    try:
        await work
    finally:
        taking.cancel()
    return turns
