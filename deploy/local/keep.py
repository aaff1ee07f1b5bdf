"""Running a stack until someone ends it."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from traceback import format_exception

from deploy.local.folder import for_the_owner
from deploy.local.lock import Lock
from deploy.local.stack import Stack
from deploy.local.trouble import sentences

ENDED = 0
FAILED = 1

Work = Callable[[Stack], Awaitable[None]]


async def keep(make: Callable[[], Stack], lock: Lock, work: Work, ready_fd: int | None) -> int:
    """Start a stack, do `work` with it, and keep it until SIGINT, SIGTERM or SIGHUP.

    Says so on `ready_fd` when the work is done. Whatever happens, all is stopped at the
    end. Answers the exit code of the process.
    """
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    with lock:
        stack = make()
        ending = asyncio.create_task(ended.wait())
        working = asyncio.create_task(_work(stack, work, ready_fd))
        try:
            await asyncio.wait({ending, working}, return_when=asyncio.FIRST_COMPLETED)
            if working.done() and working.exception() is None:
                await ending
            return _outcome(stack, working)
        finally:
            working.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await working
            ending.cancel()
            stack.lines.heading("Menghentikan semuanya", "stopping everything")
            await stack.down()
            stack.lines.step("semua proses berhenti; data tetap ada", "all stopped, data kept")


async def _work(stack: Stack, work: Work, ready_fd: int | None) -> None:
    await stack.up()
    await work(stack)
    if ready_fd is not None:
        os.write(ready_fd, b"ready")
        os.close(ready_fd)


def _outcome(stack: Stack, working: "asyncio.Task[None]") -> int:
    if working.done() and (error := working.exception()) is not None:
        _tell(stack, error)
        return FAILED
    return ENDED


def _tell(stack: Stack, error: BaseException) -> None:
    """Say what went wrong in a sentence; the rest of what nobody expected goes to a file."""
    found = sentences(error, stack.ports, stack.folder.logs)
    for text in found or ():
        stack.lines.trouble(f"Gagal: {text.indonesian}", text.english)
    if found is None:
        log = stack.folder.failure
        with suppress(OSError):
            for_the_owner(log).write_text("".join(format_exception(error)))
        kind = type(error).__name__
        stack.lines.trouble(
            f"Gagal karena hal yang tidak terduga ({kind}), rinciannya di {log}. Ulangi perintah "
            "yang sama; bila terulang, kirimkan berkas itu kepada pengembang.",
            "unexpected; run it again, and send that file to the developers if it returns",
        )
