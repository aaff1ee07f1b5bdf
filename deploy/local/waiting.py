"""Waiting for a condition, never for a time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx

Answer = TypeVar("Answer")

_FIRST_PAUSE = 0.03
_LONGEST_PAUSE = 0.3


class NotInTime(Exception):
    """The condition did not come true within its deadline."""


async def until(
    ask: Callable[[], Awaitable[Answer]], within: float, what: str = "the condition"
) -> Answer:
    """The first answer that is true; asked again until then, also when a call fails.

    Raises NotInTime after `within` seconds, with the last answer or error.
    """
    deadline = time.monotonic() + within
    pause = _FIRST_PAUSE
    while True:
        last: object
        try:
            last = answer = await ask()
            if answer:
                return answer
        except (httpx.HTTPError, OSError, KeyError) as error:
            last = error
        if time.monotonic() > deadline:
            raise NotInTime(f"{what}: not within {within:g} s; last: {last!r}")
        await asyncio.sleep(pause)
        pause = min(_LONGEST_PAUSE, 1.5 * pause)
