"""Runs a stack until a signal ends it."""

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
    """Start a stack, run `work` on it, and keep it running until SIGINT, SIGTERM or SIGHUP.

    Writes to `ready_fd` when the work is done. Always stops everything at the end, also after
    an error. Returns the exit code of the process.
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
        _print_trouble(stack, error)
        return FAILED
    return ENDED


def _print_trouble(stack: Stack, error: BaseException) -> None:
    """Print an error as a sentence; the traceback of an unexpected error goes to a file."""
    trouble = sentences(error, stack.ports, stack.folder.logs)
    for text in trouble or ():
        stack.lines.trouble(f"Gagal: {text.indonesian}", text.english)
    if trouble is None:
        log = stack.folder.failure
        with suppress(OSError):
            for_the_owner(log).write_text("".join(format_exception(error)))
        kind = type(error).__name__
        stack.lines.trouble(
            f"Gagal karena hal yang tidak terduga ({kind}), rinciannya di {log}. Ulangi perintah "
            "yang sama; bila terulang, kirimkan berkas itu kepada pengembang.",
            "unexpected; run it again, and send that file to the developers if it returns",
        )
