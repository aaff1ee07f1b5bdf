"""One process that cannot outlive the supervisor."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from deploy.local.folder import PROJECT
from deploy.local.program import Program

_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


class Child:
    """A running process, in a process group of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        """Its process id, which is also its process group id."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative: the signal that killed it."""
        return self._process.returncode

    async def wait(self) -> int:
        """Wait until it exits, then kill the rest of its process group; returns the exit code."""
        code = await self._process.wait()
        self._signal(signal.SIGKILL)
        return code

    async def stop(self, within: float) -> int:
        """Send SIGTERM to the group, and SIGKILL after `within` seconds; returns the exit code."""
        if self._process.returncode is None:
            self._signal(signal.SIGTERM)
        try:
            return await asyncio.wait_for(self.wait(), within)
        except TimeoutError:
            self._signal(signal.SIGKILL)
            return await self.wait()

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)


async def spawn(program: Program, log: Path) -> Child:
    """Start the program; its output is appended to `log`."""
    return await start(program.command, program.environment, log)


async def start(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Child:
    """Start a command with `environment` in place of this process's AKSI_ variables."""
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("AKSI_")}
    with log.open("ab") as out:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=out,
            stderr=asyncio.subprocess.STDOUT,
            cwd=PROJECT,
            env={**inherited, **environment},
            start_new_session=True,
            preexec_fn=_die_with(os.getpid()),
        )
    return Child(process)


def effort(pid: int) -> int:
    """CPU time of the process until now, in clock ticks; 0 if unknown."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(int(ticks) for ticks in fields[11:15])


def _die_with(parent: int) -> Callable[[], None] | None:
    """Have the kernel kill the child when its parent ends, even by kill -9 (Linux only)."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def before_exec() -> None:
        prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return before_exec
