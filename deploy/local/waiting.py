"""Waits for a condition or for progress, never for a fixed time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx

from chassis.text import Text
from deploy.local.console import Lines
from deploy.local.trouble import AGAIN, Trouble

Answer = TypeVar("Answer")

_FIRST_PAUSE = 0.03
_LONGEST_PAUSE = 0.3
STANDS_STILL_AFTER = 240.0
"""Seconds without any progress; the total time is not limited."""
SHOW_EVERY = 5.0


class NotInTime(Exception):
    """The condition was not true before its deadline."""


async def until(
    ask: Callable[[], Awaitable[Answer | None]], within: float, what: str = "the condition"
) -> Answer:
    """Poll `ask` and return its first true answer; a call that fails is retried.

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


@dataclass(frozen=True, slots=True)
class Step:
    """What is waited for, and the log that explains a delay."""

    name: Text
    log: Path


class Count:
    """Prints a step's progress every SHOW_EVERY seconds at most; nothing for a quick step."""

    def __init__(
        self, lines: Lines, name: Text, of: int, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._lines = lines
        self._name = name
        self._of = of
        self._now = now
        self._shown_at = now()
        self.done = 0

    def moved(self, by: int = 1) -> None:
        """Add `by` to the count."""
        self.at(self.done + by)

    def at(self, done: int) -> None:
        """Set the count to `done`."""
        self.done = done
        if self._now() - self._shown_at >= SHOW_EVERY:
            self._shown_at = self._now()
            self._lines.progress(f"{done} / {self._of} {self._name.indonesian}", self._name.english)


async def all_there(
    ask: Callable[[], Awaitable[int]],
    of: int,
    step: Step,
    lines: Lines,
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    now: Callable[[], float] = time.monotonic,
) -> None:
    """Return once `ask` counts `of`; there is no time limit while the count increases.

    Raises Trouble when it does not increase for STANDS_STILL_AFTER seconds.
    """
    count = Count(lines, step.name, of, now)
    pause, most, moved_at = _FIRST_PAUSE, -1, now()
    while True:
        try:
            done = await ask()
        except (httpx.HTTPError, OSError, KeyError):
            done = most
        if done >= of:
            return
        if done > most:
            most, moved_at, pause = done, now(), _FIRST_PAUSE
        if now() - moved_at > STANDS_STILL_AFTER:
            raise Trouble(_stands_still(step, most, of))
        count.at(max(most, 0))
        await sleep(pause)
        pause = min(_LONGEST_PAUSE, 1.5 * pause)


def _stands_still(step: Step, done: int, of: int) -> Text:
    return Text(
        f"{max(done, 0)} dari {of} {step.name.indonesian}, dan {STANDS_STILL_AFTER:.0f} detik "
        f"tidak bertambah. Lihat {step.log}. {AGAIN.indonesian}",
        f"{step.name.english}: stands still; see the log. {AGAIN.english}",
    )
