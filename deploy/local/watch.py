"""One program, restarted when it dies until it is stopped."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from chassis.text import Text
from deploy.local.back_off import BackOff
from deploy.local.child import effort
from deploy.local.program import Program, Ready

_NOT_READY = Text("berjalan, tetapi tidak pernah siap", "it runs and never gets ready")

ATTEMPTS = 3
"""Start attempts of a program that dies before it was ready for the first time."""

READY_AT_MOST = 900.0
"""Seconds after which a program that is active but not ready is given up."""

SHOW_EVERY = 15.0
_ASK_FIRST_AFTER = 0.05
_ASK_EVERY = 0.5


class Running(Protocol):
    """A started process; child.Child implements it."""

    @property
    def pid(self) -> int:
        """Process id."""
        ...

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        ...

    async def wait(self) -> int:
        """Wait until it exits; returns the exit code."""
        ...

    async def stop(self, within: float) -> int:
        """Stop it, by force after `within` seconds; returns the exit code."""
        ...


Spawn = Callable[[Program, Path], Awaitable[Running]]


class ReadSoFar(Protocol):
    """Receives the events of a program."""

    def waiting(self, name: str, seconds: float, log: Path) -> None:
        """It is active, but not ready for `seconds` seconds."""

    def started(self, name: str) -> None:
        """It has a new process."""

    def died(self, name: str, code: int, delay: float) -> None:
        """It exited unexpectedly, and is restarted after `delay` seconds."""

    def recovered(self, name: str) -> None:
        """It is ready again."""

    def failed(self, name: str, error: Exception) -> None:
        """A step of its restart failed."""


class NotStarted(Exception):
    """A program did not become ready."""

    def __init__(self, name: str, why: Text, log: Path) -> None:
        self.name = name
        self.why = why
        self.log = log
        super().__init__(f"{name}: {why.english}; {log}\n{last_lines(log)}")


def _moved(child: Running, log: Path) -> object:
    """Changes while the program is active: its CPU time and the size of its log."""
    return effort(child.pid), log.stat().st_size if log.exists() else 0


class Watch:
    """Starts the program, and restarts it whenever it dies."""

    def __init__(
        self,
        program: Program,
        log: Path,
        *,
        spawn: Spawn,
        read_so_far: ReadSoFar,
        back_off: BackOff | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], float] = time.monotonic,
        moved: Callable[[Running, Path], object] = _moved,
    ) -> None:
        self.program = program
        self._log = log
        self._spawn = spawn
        self._read_so_far = read_so_far
        self._back_off = back_off or BackOff()
        self._sleep = sleep
        self._now = now
        self._moved = moved
        self._child: Running | None = None
        self._keeping: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The pid of the running process, None while none runs."""
        return self._child.pid if self._child and self._child.exit_code is None else None

    async def start(self) -> None:
        """Start it and wait until it is ready.

        Raises NotStarted with the end of its log when it shows no activity and is not ready, is
        not ready after READY_AT_MOST seconds, or dies ATTEMPTS times before.
        """
        for attempt in range(ATTEMPTS):
            started_at = self._now()
            child = await self._launch()
            if await self._becomes_ready(child):
                self._keeping = asyncio.create_task(self._keep(child, started_at))
                return
            if child.exit_code is None:
                await child.stop(0)
                raise NotStarted(self.program.name, _NOT_READY, self._log)
            if attempt + 1 < ATTEMPTS:
                await self._sleep(self._back_off.after(0.0))
        why = Text(f"kode akhir {child.exit_code}", f"exit code {child.exit_code}")
        raise NotStarted(self.program.name, why, self._log)

    async def stop(self) -> None:
        """Stop it without a restart; a second call does nothing."""
        if self._keeping is not None:
            self._keeping.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeping
            self._keeping = None
        if self._child is not None and self._child.exit_code is None:
            await self._child.stop(self.program.stop_within)

    async def _launch(self) -> Running:
        self._child = await self._spawn(self.program, self._log)
        self._read_so_far.started(self.program.name)
        return self._child

    async def _launch_somehow(self) -> Running:
        """Launch it; retry while the system has no free process or memory."""
        while True:
            try:
                return await self._launch()
            except OSError as error:
                self._read_so_far.failed(self.program.name, error)
                await self._sleep(self._back_off.after(0.0))

    async def _becomes_ready(self, child: Running) -> bool:
        begun = moved_at = shown_at = self._now()
        seen, pause = self._moved(child, self._log), _ASK_FIRST_AFTER
        while child.exit_code is None:
            if await _asked(self.program.ready):
                return child.exit_code is None
            now = self._now()
            if (sees := self._moved(child, self._log)) != seen:
                seen, moved_at = sees, now
            if now - moved_at >= self.program.ready_within or now - begun >= READY_AT_MOST:
                break
            if now - shown_at >= SHOW_EVERY:
                shown_at = now
                self._read_so_far.waiting(self.program.name, now - begun, self._log)
            await self._sleep(pause)
            pause = min(_ASK_EVERY, 1.3 * pause)
        return False

    async def _keep(self, child: Running, started_at: float) -> None:
        while True:
            code = await child.wait()
            delay = self._back_off.after(self._now() - started_at)
            self._read_so_far.died(self.program.name, code, delay)
            await self._sleep(delay)
            started_at = self._now()
            child = await self._launch_somehow()
            if not await self._becomes_ready(child):
                await child.stop(self.program.stop_within)
                continue
            self._read_so_far.recovered(self.program.name)
            if not await self._caught_up():
                await child.stop(self.program.stop_within)

    async def _caught_up(self) -> bool:
        """Run `after_restart`; False if it fails, then the next restart tries again."""
        if self.program.after_restart is None:
            return True
        try:
            await self.program.after_restart()
        except Exception as error:
            self._read_so_far.failed(self.program.name, error)
            return False
        return True


async def _asked(ready: Ready) -> bool:
    """Whether the program is ready; a check that fails counts as no."""
    try:
        return await ready()
    except Exception:
        return False


def last_lines(log: Path, count: int = 15) -> str:
    """The last `count` lines of a log, for an error message."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
