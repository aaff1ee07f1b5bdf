"""Named points in a service at which the suite can end it, stop it or hold it up.

A trap is a file `<process>.<point>` whose words are `die`, `stop` or seconds to sleep. The
process that comes to the point takes the file and does as it says, word by word: once.
"""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from chassis.clock import SystemClock, to_millisecond
from chassis.kafka.consumer import Consumer
from chassis.kafka.producer import Producer
from chassis.mongo import unit_of_work
from chassis.outbox.outbox import Outbox


class Point(StrEnum):
    """Where a trap can lie, in the order in which a record passes."""

    BEFORE_HANDLING = "before-handling"
    """A batch was fetched, nothing is done yet."""
    BEFORE_COMMIT = "before-commit"
    """Everything is written in the transaction, which is not committed yet."""
    AFTER_COMMIT = "after-commit"
    """It is committed, and who asked for it does not know yet."""
    BEFORE_PUBLISH = "before-publish"
    """The transaction is committed, its events are not published yet."""
    BEFORE_DELETE = "before-delete"
    """The broker has the events, the outbox still holds them."""
    BEFORE_OFFSETS = "before-offsets"
    """The effects are durable, and published; the offsets are not committed yet."""
    BEFORE_MARK = "before-mark"
    """The mail server said 250, the ledger does not say so yet."""


def trap(folder: Path, process: str, point: Point) -> Path:
    """Where the trap for a process lies."""
    return folder / f"{process}.{point}"


def _taken(path: Path) -> list[str]:
    try:
        words = path.read_text().split()
        path.unlink()
    except FileNotFoundError:
        return []
    return words


def _seconds_of(path: Path) -> Iterator[float]:
    """Do as the trap says; how long to sleep is left to the caller, word by word."""
    for word in _taken(path):
        if word == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        elif word == "stop":
            os.kill(os.getpid(), signal.SIGSTOP)
        else:
            yield float(word)


async def _step_on(path: Path) -> None:
    for seconds in _seconds_of(path):
        await asyncio.sleep(seconds)


def _step_on_in_a_thread(path: Path) -> None:
    for seconds in _seconds_of(path):
        time.sleep(seconds)


def set_traps(folder: Path, process: str) -> None:
    """Wrap the seams of this process. Raises AttributeError when one is gone."""

    def at(point: Point) -> Callable[[], Any]:
        path = trap(folder, process, point)
        return lambda: _step_on(path)

    _before(Consumer, "_apply", at(Point.BEFORE_HANDLING))
    before, after = (
        trap(folder, process, point) for point in (Point.BEFORE_COMMIT, Point.AFTER_COMMIT)
    )
    _around_in_a_thread(unit_of_work, "_commit", before, after)
    _before(Producer, "send", at(Point.BEFORE_PUBLISH))
    _before(Outbox, "forget", at(Point.BEFORE_DELETE))
    _after(Consumer, "_apply", at(Point.BEFORE_OFFSETS))
    if process.startswith("notifier"):
        from notifier.channels.email.senders import SmtpConnection  # noqa: PLC0415

        _after(SmtpConnection, "hand_over", at(Point.BEFORE_MARK))


def _before(owner: Any, name: str, step: Callable[[], Any]) -> None:
    original = getattr(owner, name)

    async def wrapped(*given: Any, **named: Any) -> Any:
        await step()
        return await original(*given, **named)

    setattr(owner, name, wrapped)


def _around_in_a_thread(owner: Any, name: str, before: Path, after: Path) -> None:
    original = getattr(owner, name)

    def wrapped(*given: Any, **named: Any) -> Any:
        _step_on_in_a_thread(before)
        done = original(*given, **named)
        _step_on_in_a_thread(after)
        return done

    setattr(owner, name, wrapped)


def _after(owner: Any, name: str, step: Callable[[], Any]) -> None:
    original = getattr(owner, name)

    async def wrapped(*given: Any, **named: Any) -> Any:
        done = await original(*given, **named)
        await step()
        return done

    setattr(owner, name, wrapped)


def shift_clock(file: Path) -> None:
    """Have the machine's clock shifted, or stopped, as `file` says just now."""
    real = SystemClock.now

    def now(self: SystemClock) -> datetime:
        return shown(file, real(self))

    SystemClock.now = now  # type: ignore[method-assign]


def shown(file: Path, real: datetime) -> datetime:
    """What a clock shows at `real`: the file holds seconds to add, or `@` and an epoch."""
    try:
        said = file.read_text()
    except FileNotFoundError:
        return real
    if said.startswith("@"):
        return to_millisecond(datetime.fromtimestamp(float(said[1:]), UTC))
    return real + timedelta(seconds=float(said or 0))
