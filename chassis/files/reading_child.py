"""A child process that reads files (chassis/files/child.py), as the service sees it."""

import asyncio
import os
import pickle
import signal
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from typing import Any, Self

import structlog

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
)
from chassis.http.problem import unavailable
from chassis.sheets.limits import MEGABYTE, Limits
from chassis.sheets.refusal import FileRefused

log = structlog.get_logger()

START_SECONDS = 60
STDERR_MOST = 4_000
NO_MEMORY = (b"memory allocation of", b"MemoryError")


class Gone(Exception):
    """The child has ended, or violates the protocol."""


GONE = (Gone, OSError, EOFError, pickle.UnpicklingError)


class ReadingChild:
    """One process, which reads one file at a time, and the file in memory in which it is given
    that: through a pipe a megabyte is copied a dozen times over.
    """

    def __init__(self, process: Process, memory: int) -> None:
        """`memory`: the descriptor of a file that the process has inherited."""
        self._process = process
        self._memory = memory

    @classmethod
    async def started(cls, job: str) -> Self:
        """A child for `job`, MODULE:NAME, that has reported ready. Raises 503 when none can be
        started.
        """
        memory = os.memfd_create("file")
        child: Self | None = None
        ready = False
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-s", "-B", "-m", "chassis.files.child", job, str(memory)),
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
                env={
                    "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                    "LC_ALL": "C.UTF-8",
                    "MALLOC_ARENA_MAX": "1",
                },
                close_fds=True,
                pass_fds=(memory,),
                start_new_session=True,
            )
            child = cls(process, memory)
            async with asyncio.timeout(START_SECONDS):
                ready = isinstance(unframed(await child._content(STDERR_MOST) or b""), Ready)
        except (TimeoutError, *GONE) as error:
            stderr = await child._stderr() if child else b""
            log.error(
                "no reader of files starts",
                error=repr(error),
                stderr=stderr.decode(errors="replace"),
            )
            raise unavailable() from None
        finally:
            if child is None:
                os.close(memory)
            elif not ready:
                child.end()
        return child

    @property
    def has_ended(self) -> bool:
        """Whether it ended while nothing was asked of it."""
        return self._process.returncode is not None

    async def read(
        self, data: bytes, bounds: Bounds, limits: Limits, arguments: tuple[Any, ...]
    ) -> tuple[Any, bool]:
        """The job's result, and whether the child may read another file. Raises FileRefused, and
        one of GONE when it ended: `why` says for what reason.
        """
        process = self._process
        assert process.stdin  # noqa: S101 - a pipe was asked for
        view = memoryview(data)
        for first in range(0, len(data), MEGABYTE):
            os.pwrite(self._memory, view[first : first + MEGABYTE], first)
            await asyncio.sleep(0)
        process.stdin.write(framed(Request(bounds, limits, arguments, len(data))))
        await process.stdin.drain()
        try:
            return await self._answer(bounds)
        finally:
            os.ftruncate(self._memory, 0)

    async def _answer(self, bounds: Bounds) -> tuple[Any, bool]:
        lists: dict[str, list[Any]] = {}
        left = bounds.answer_bytes
        while True:
            content = await self._content(left)
            if content is None:
                limit = bounds.answer_bytes // MEGABYTE
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
                    raise _out_of_memory(bounds)
                case Broken(trace):
                    log.error("reading a file failed", trace=trace)
                    raise FileRefused.because("file-breaks-reader")
                case other:
                    raise Gone(repr(other))

    async def why(self, bounds: Bounds) -> FileRefused:
        """The refusal for the reason why the child ended."""
        self._close()
        stderr = await self._stderr()
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                await self._process.wait()
        code = self._process.returncode
        if code == -signal.SIGXCPU:
            return FileRefused.because("file-takes-too-long", limit=bounds.cpu_seconds)
        if code == -signal.SIGALRM:
            return FileRefused.because("file-takes-too-long", limit=f"{bounds.seconds:g}")
        if code == -signal.SIGKILL or any(mark in stderr for mark in NO_MEMORY):
            return _out_of_memory(bounds)
        log.error("a reader of files broke off", code=code, stderr=stderr.decode(errors="replace"))
        return FileRefused.because("file-breaks-reader")

    def end(self) -> None:
        """Kill it without waiting; asyncio reaps the process."""
        self._close()
        os.close(self._memory)
        with suppress(ProcessLookupError):
            self._process.kill()

    async def ended(self) -> None:
        """Kill it, and wait until it has ended."""
        self.end()
        await self._process.wait()

    def _close(self) -> None:
        if self._process.stdin:
            self._process.stdin.close()

    async def _content(self, most: int) -> bytes | None:
        """The next frame; None when it is longer than `most`."""
        stdout = self._process.stdout
        assert stdout  # noqa: S101 - a pipe was asked for
        length = int.from_bytes(await stdout.readexactly(HEAD), "big")
        if length > most:
            return None
        return await stdout.readexactly(length)

    async def _stderr(self) -> bytes:
        """The last `STDERR_MOST` bytes of its standard error, read for at most two seconds."""
        source = self._process.stderr
        assert source  # noqa: S101 - a pipe was asked for
        stderr = b""
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                while more := await source.read(STDERR_MOST):
                    stderr = (stderr + more)[-STDERR_MOST:]
        return stderr


def _out_of_memory(bounds: Bounds) -> FileRefused:
    return FileRefused.because("file-needs-memory", limit=bounds.memory_mb)
