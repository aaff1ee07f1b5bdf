"""A process under measurement: it is not restarted when it dies."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local.child import Child, start
from deploy.local.program import Program, Ready
from deploy.local.waiting import until
from deploy.local.watch import last_lines

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Died(Exception):
    """The process exited while it was needed; the message ends with the end of its log."""


@dataclass(frozen=True, slots=True)
class Used:
    """CPU seconds since its start, and current memory in bytes."""

    cpu_seconds: float
    memory: int


def cpu_seconds(pid: int) -> float:
    """CPU seconds of a process since its start, with its threads."""
    fields = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


class Running:
    """One process and its log."""

    def __init__(self, name: str, child: Child, log: Path) -> None:
        self.name = name
        self._child = child
        self._log = log

    @classmethod
    async def begin(
        cls, name: str, command: Sequence[str], environment: Mapping[str, str], logs: Path
    ) -> "Running":
        """Start the command, with an empty log."""
        log = logs / f"{name}.log"
        log.write_bytes(b"")
        return cls(name, await start(command, environment, log), log)

    @classmethod
    async def of(cls, program: Program, logs: Path) -> "Running":
        """Start the program and wait until it is ready."""
        running = await cls.begin(program.name, program.command, program.environment, logs)
        await running.ready(program.ready, program.ready_within)
        return running

    async def ready(self, asked: Ready, within: float) -> None:
        """Wait until `asked` returns True. Raises NotInTime, Died."""

        async def yes() -> bool:
            self.check()
            return await asked()

        await until(yes, within, f"{self.name} ready")

    def check(self) -> None:
        """Raises Died if it has exited."""
        if self._child.exit_code is not None:
            last = last_lines(self._log)
            raise Died(f"{self.name} ended with code {self._child.exit_code}:\n{last}")

    def used(self) -> Used:
        """CPU time and memory, with its threads. Raises Died."""
        self.check()
        statm = Path("/proc") / str(self._child.pid) / "statm"
        resident = int(statm.read_text().split()[1])
        return Used(cpu_seconds(self._child.pid), resident * _PAGE)

    async def stop(self, within: float = 15.0) -> None:
        """SIGTERM; SIGKILL after `within` seconds."""
        await self._child.stop(within)
