"""All programs of the stack: started in order, kept running, stopped in order."""

import asyncio
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from deploy.local.child import spawn
from deploy.local.console import Lines
from deploy.local.folder import for_the_owner
from deploy.local.program import Program
from deploy.local.watch import Spawn, Watch


class Supervisor:
    """Watches programs by name; `changed` is called whenever a pid changes."""

    def __init__(
        self,
        logs: Path,
        lines: Lines,
        changed: Callable[[], None] = lambda: None,
        spawn: Spawn = spawn,
    ) -> None:
        self._logs = logs
        self._lines = lines
        self._changed = changed
        self._spawn = spawn
        self._watches: dict[str, Watch] = {}

    @property
    def pids(self) -> dict[str, int]:
        """The pid of each program that runs now."""
        return {name: pid for name, watch in self._watches.items() if (pid := watch.pid)}

    async def start(self, *programs: Program) -> None:
        """Start them together. Raises ExceptionGroup of NotStarted if one does not become ready."""
        async with asyncio.TaskGroup() as group:
            for program in programs:
                group.create_task(self._start(program))

    async def stop(self, name: str) -> None:
        """Stop the program without restarting it."""
        await self._watches[name].stop()
        self._changed()

    async def resume(self, name: str) -> None:
        """Start a stopped program again, and wait until it is ready."""
        await self._watches[name].start()
        self._changed()

    async def close(self) -> None:
        """Stop everything that was started, stage by stage."""
        for names in stages([watch.program for watch in self._watches.values()]):
            await asyncio.gather(*(self._watches[name].stop() for name in names))
        self._watches.clear()

    async def _start(self, program: Program) -> None:
        log = self._logs / f"{program.name}.log"
        for_the_owner(log).write_bytes(b"")
        watch = Watch(program, log, spawn=self._spawn, read_so_far=self)
        self._watches[program.name] = watch
        await watch.start()

    def waiting(self, name: str, seconds: float, log: Path) -> None:
        """A program is active, but not ready yet."""
        self._lines.progress(
            f"{name} belum siap, {seconds:.0f} detik; ia bekerja, lognya {log}",
            f"{name} is not ready yet, and works",
        )

    def started(self, name: str) -> None:
        """A program has a new process."""
        self._changed()

    def died(self, name: str, code: int, delay: float) -> None:
        """A program exited unexpectedly."""
        self._changed()
        self._lines.trouble(
            f"{name} berhenti sendiri (kode {code}); dijalankan lagi dalam {delay:g} detik",
            f"{name} died; started again in {delay:g} s",
        )

    def recovered(self, name: str) -> None:
        """A program that had died is ready again."""
        self._lines.step(f"{name} berjalan lagi", f"{name} runs again")

    def failed(self, name: str, error: Exception) -> None:
        """A step of a program's restart failed."""
        self._lines.trouble(f"{name}: {error}; dijalankan lagi", "started once more")


def stages(programs: list[Program]) -> list[list[str]]:
    """Program names in stop order; those of one list are stopped together."""
    ordered = sorted(programs, key=lambda program: program.stop_stage)
    return [
        [program.name for program in stage]
        for _, stage in groupby(ordered, key=lambda program: program.stop_stage)
    ]
