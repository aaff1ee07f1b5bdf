"""Reads files in child processes with limits, never in the service itself."""

import asyncio
import os
import pickle
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Generic, TypeVar

import structlog
from starlette.datastructures import UploadFile

from chassis.files.frames import (
    HEAD,
    Bounds,
    Broken,
    Done,
    OutOfMemory,
    Piece,
    Ready,
    Refused,
    Request,
    framed,
    unframed,
    with_length,
)
from chassis.files.settings import FileSettings
from chassis.files.turns import Turns
from chassis.http.problem import Problem, unavailable
from chassis.sheets.limits import MEGABYTE
from chassis.sheets.refusal import FileRefused
from chassis.sheets.workbook import within_bytes

log = structlog.get_logger()

START_SECONDS = 60
IDLE_SECONDS = 30.0
"""After so long without a file, one idle child is left: the next file needs no start."""
STDERR_MOST = 4_000
NO_MEMORY = (b"memory allocation of", b"MemoryError")
TOO_MUCH = frozenset(
    {
        "file-too-large",
        "file-expands-too-far",
        "file-needs-memory",
        "file-takes-too-long",
        "file-says-too-much",
        "too-many-cells",
        "too-many-merges",
        "too-many-strings",
        "too-many-sheets",
        "too-many-parts",
    }
)
R = TypeVar("R")


def file_problem(error: FileRefused) -> Problem:
    """413 or 422: the whole file is refused."""
    first = error.faults[0]
    status = 413 if first.code in TOO_MUCH else 422
    return Problem(status, first.code, first.message, error.faults)


class _Gone(Exception):
    """The child has ended, or violates the protocol."""


GONE = (_Gone, OSError, EOFError, pickle.UnpicklingError)


class FileReaders(Generic[R]):
    """Reads files by `job` in child processes, each one file at a time (chassis/files/child.py).

    `job` is a module-level function: it gets bytes, limits and arguments, and returns a dataclass
    whose fields are lists. Idle children wait for the next file, and are reused until they fail;
    after a while without files only one does.
    """

    def __init__(
        self, job: Callable[..., R], settings: FileSettings, *, warm_first: bool = True
    ) -> None:
        """Without `warm_first` no child is started before the first file."""
        self._job = f"{job.__module__}:{job.__qualname__}"
        self._limits = settings.file_limits
        self._bounds = Bounds(
            settings.file_memory_mb,
            settings.file_cpu_seconds,
            settings.file_seconds,
            settings.file_answer_mb * MEGABYTE,
        )
        self._turns = Turns(
            settings.file_readers, settings.file_waiting, settings.file_wait_seconds
        )
        self._warm_first = warm_first
        self._warm: list[Process] = []
        self._warming: set[asyncio.Task[None]] = set()
        self._trimming: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def turn(self, owner: str) -> AsyncIterator[None]:
        """A turn, held from the reading of an upload to its response: it limits how many results
        are in memory at once. Raises 503 when too many wait.
        """
        async with self._turns.turn(owner):
            yield

    async def received(self, upload: UploadFile) -> bytes:
        """The bytes of an upload. Raises FileRefused(file-too-large) above the limit."""
        data = await upload.read(self._limits.file_bytes + 1)
        within_bytes(max(len(data), upload.size or 0), self._limits)
        return data

    def opened(self, path: Path) -> bytes:
        """The bytes of a local file. Raises FileRefused(file-too-large) above the limit."""
        within_bytes(path.stat().st_size, self._limits)
        return path.read_bytes()

    async def read(self, data: bytes, *arguments: Any) -> R:
        """The job's result for the file. Raises FileRefused, also when the child fails, and 503
        when no child starts.
        """
        child = await self._child()
        reusable = False
        try:
            async with asyncio.timeout(self._bounds.seconds):
                read, reusable = await self._asked(child, data, arguments)
                return read
        except TimeoutError:
            raise FileRefused.because(
                "file-takes-too-long", limit=f"{self._bounds.seconds:g}"
            ) from None
        except GONE:
            raise await self._why(child) from None
        finally:
            if reusable:
                self._warm.append(child)
            else:
                _end(child)
                self.warm()
            self._trim_later()

    def warm(self) -> None:
        """Start a child for the next file in the background, unless there is one."""
        if not self._warm and not self._warming:
            task = asyncio.create_task(self._warm_up())
            self._warming.add(task)
            task.add_done_callback(self._warming.discard)

    def _trim_later(self) -> None:
        if self._trimming:
            self._trimming.cancel()
        self._trimming = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._trim)

    def _trim(self) -> None:
        """End the idle children but one."""
        while len(self._warm) > 1:
            _end(self._warm.pop(0))

    async def close(self) -> None:
        """Kill the idle children."""
        if self._trimming:
            self._trimming.cancel()
        for task in tuple(self._warming):
            task.cancel()
        for child in self._warm:
            _end(child)
            await child.wait()
        self._warm.clear()

    async def run(self) -> None:
        """Keep an idle child while the service runs."""
        try:
            if self._warm_first:
                self.warm()
            await asyncio.Event().wait()
        finally:
            await self.close()

    async def _warm_up(self) -> None:
        with suppress(Problem):
            self._warm.append(await self._started())

    async def _child(self) -> Process:
        while self._warm:
            child = self._warm.pop()
            if child.returncode is None:
                return child
        return await self._started()

    async def _started(self) -> Process:
        """A child that has reported ready. Raises 503 when none can be started."""
        environment = {
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "LC_ALL": "C.UTF-8",
            "MALLOC_ARENA_MAX": "1",
        }
        command = [sys.executable, "-P", "-s", "-B", "-m", "chassis.files.child", self._job]
        child: Process | None = None
        started = False
        try:
            child = await asyncio.create_subprocess_exec(
                *command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
                env=environment,
                close_fds=True,
                start_new_session=True,
            )
            async with asyncio.timeout(START_SECONDS):
                started = isinstance(await _frame(child), Ready)
        except (TimeoutError, *GONE) as error:
            stderr = await _stderr_of(child) if child else b""
            log.error(
                "no reader of files starts",
                error=repr(error),
                stderr=stderr.decode(errors="replace"),
            )
            raise unavailable() from None
        finally:
            if child is not None and not started:
                _end(child)
        return child

    async def _asked(
        self, child: Process, data: bytes, arguments: tuple[Any, ...]
    ) -> tuple[R, bool]:
        """The result, and whether the child may read another file."""
        assert child.stdin  # noqa: S101 - a pipe was asked for
        request = Request(self._bounds, self._limits, arguments)
        child.stdin.write(framed(request) + with_length(data))
        await child.stdin.drain()
        lists: dict[str, list[Any]] = {}
        left = self._bounds.answer_bytes
        while True:
            content = await _content(child, left)
            if content is None:
                limit = self._bounds.answer_bytes // MEGABYTE
                raise FileRefused.because("file-says-too-much", limit=limit)
            left -= len(content)
            match unframed(content):
                case Piece(field, values):
                    lists.setdefault(field, []).extend(values)
                    await asyncio.sleep(0)  # let other tasks run: there may be hundreds of pieces
                case Done(kind, ending):
                    return kind(**lists), not ending
                case Refused(faults):
                    raise FileRefused(*faults)
                case OutOfMemory():
                    raise self._out_of_memory()
                case Broken(trace):
                    log.error("reading a file failed", trace=trace)
                    raise FileRefused.because("file-breaks-reader")
                case other:
                    raise _Gone(repr(other))

    async def _why(self, child: Process) -> FileRefused:
        """The refusal for the reason why the child ended."""
        _close(child)
        stderr = await _stderr_of(child)
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                await child.wait()
        code = child.returncode
        if code == -signal.SIGXCPU:
            return FileRefused.because("file-takes-too-long", limit=self._bounds.cpu_seconds)
        if code == -signal.SIGALRM:
            return FileRefused.because("file-takes-too-long", limit=f"{self._bounds.seconds:g}")
        if code == -signal.SIGKILL or any(mark in stderr for mark in NO_MEMORY):
            return self._out_of_memory()
        log.error("a reader of files broke off", code=code, stderr=stderr.decode(errors="replace"))
        return FileRefused.because("file-breaks-reader")

    def _out_of_memory(self) -> FileRefused:
        return FileRefused.because("file-needs-memory", limit=self._bounds.memory_mb)


async def _frame(child: Process) -> Any:
    return unframed(await _content(child, STDERR_MOST) or b"")


async def _content(child: Process, most: int) -> bytes | None:
    """The next frame; None when it is longer than `most`."""
    assert child.stdout  # noqa: S101 - a pipe was asked for
    length = int.from_bytes(await child.stdout.readexactly(HEAD), "big")
    if length > most:
        return None
    return await child.stdout.readexactly(length)


async def _stderr_of(child: Process) -> bytes:
    """The last `STDERR_MOST` bytes of its standard error, read for at most two seconds."""
    assert child.stderr  # noqa: S101 - a pipe was asked for
    stderr = b""
    with suppress(TimeoutError):
        async with asyncio.timeout(2):
            while more := await child.stderr.read(STDERR_MOST):
                stderr = (stderr + more)[-STDERR_MOST:]
    return stderr


def _close(child: Process) -> None:
    if child.stdin:
        child.stdin.close()


def _end(child: Process) -> None:
    """Kill it without waiting; asyncio reaps the process."""
    _close(child)
    with suppress(ProcessLookupError):
        child.kill()
