"""A process under the suite's control, kept running as a supervisor would keep it."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from deploy.local.back_off import BackOff
from deploy.local.child import spawn
from deploy.local.program import Program
from deploy.local.waiting import until
from deploy.local.watch import Watch


class Silence:
    """Hears of what happens to a process, and counts its deaths."""

    def __init__(self) -> None:
        self.deaths: list[int] = []

    def started(self, name: str) -> None:
        """It has a process."""

    def died(self, name: str, code: int, delay: float) -> None:
        """It ended by itself, or was killed."""
        self.deaths.append(code)

    def waiting(self, name: str, seconds: float, log: Path) -> None:
        pass

    def recovered(self, name: str) -> None:
        """It is ready again."""

    def failed(self, name: str, error: Exception) -> None:
        """It could not be started."""


class Process:
    """One program: started, killed, frozen, ended; a dead one is started again at once."""

    def __init__(self, program: Program, log: Path) -> None:
        self.name = program.name
        self.log = log
        self.heard = Silence()
        self._kept = False
        back_off = BackOff(first=0.2, longest=1.0)
        self._watch = Watch(program, log, spawn=spawn, read_so_far=self.heard, back_off=back_off)

    @property
    def pid(self) -> int | None:
        """None between two."""
        return self._watch.pid

    @property
    def is_down(self) -> bool:
        """Whether it stays away, after `down` or `end`."""
        return not self._kept

    @property
    def deaths(self) -> int:
        """How often it ended without being told by `down` or `end`."""
        return len(self.heard.deaths)

    async def start(self) -> None:
        """Start it and wait until it is ready. Raises NotStarted."""
        await self._watch.start()
        self._kept = True

    async def kill(self) -> None:
        """kill -9; returns when another process has taken its place."""
        killed = self.pid
        self._signal(signal.SIGKILL)

        async def another() -> bool:
            return self.pid not in {None, killed}

        await until(another, 60, f"another {self.name}")

    async def down(self) -> None:
        """kill -9, and it stays away until `start`."""
        self._kept = False
        self._signal(signal.SIGKILL)
        await self._watch.stop()

    async def end(self) -> None:
        """SIGTERM, and it stays away until `start`; kill -9 when it does not listen."""
        self._kept = False
        await self._watch.stop()

    def freeze(self) -> None:
        """SIGSTOP: it stands still, and its connections with it."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT: it goes on as if no time had passed."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if (pid := self.pid) is not None:
            with suppress(ProcessLookupError):
                os.killpg(pid, number)
