"""Reads files in child processes with limits, never in the service itself."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Generic, TypeVar

from starlette.datastructures import UploadFile

from chassis.files.frames import Bounds
from chassis.files.reading_child import GONE, ReadingChild
from chassis.files.settings import FileSettings
from chassis.files.turns import Turns
from chassis.http.problem import Problem
from chassis.sheets.limits import MEGABYTE
from chassis.sheets.refusal import FileRefused
from chassis.sheets.workbook import within_bytes

IDLE_SECONDS = 30.0
"""After so long without a file, one idle child is left: the next file needs no start."""
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
        self._warm: list[ReadingChild] = []
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
                read, reusable = await child.read(data, self._bounds, self._limits, arguments)
                result: R = read
                return result
        except TimeoutError:
            raise FileRefused.because(
                "file-takes-too-long", limit=f"{self._bounds.seconds:g}"
            ) from None
        except GONE:
            raise await child.why(self._bounds) from None
        finally:
            if reusable:
                self._warm.append(child)
            else:
                child.end()
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
            self._warm.pop(0).end()

    async def close(self) -> None:
        """Kill the idle children."""
        if self._trimming:
            self._trimming.cancel()
        for task in tuple(self._warming):
            task.cancel()
        for child in self._warm:
            await child.ended()
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
            self._warm.append(await ReadingChild.started(self._job))

    async def _child(self) -> ReadingChild:
        while self._warm:
            child = self._warm.pop()
            if not child.has_ended:
                return child
            child.end()
        return await ReadingChild.started(self._job)
