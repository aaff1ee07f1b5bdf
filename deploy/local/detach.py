"""Leaving a stack running in the background, and ending it from elsewhere."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from deploy.local.folder import PROJECT, Folder
from deploy.local.lock import holder

_STOP_WITHIN = 60.0
_LOOK_EVERY = 0.1


def detached(arguments: Sequence[str], folder: Folder) -> int:
    """Run this program again in the background; returns when it is ready or has failed.

    What it says meanwhile is shown, and stays in the log `supervisor.log`.
    """
    folder.make()
    log = folder.logs / "supervisor.log"
    tell, hear = os.pipe()[::-1]
    with log.open("ab") as out:
        shown = out.tell()
        process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-m", "deploy.local", *arguments, "--ready-fd", str(tell)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=PROJECT,
            start_new_session=True,
            pass_fds=(tell,),
        )
    os.close(tell)
    with log.open("rb") as said, os.fdopen(hear, "rb", buffering=0) as ready:
        said.seek(shown)
        try:
            return _follow(process, said, ready)
        except KeyboardInterrupt:
            process.send_signal(signal.SIGTERM)
            process.wait()
            _show(said)
            return 130


def _follow(process: "subprocess.Popen[bytes]", said: IO[bytes], ready: IO[bytes]) -> int:
    while True:
        heard, _, _ = select.select([ready], [], [], _LOOK_EVERY)
        if heard:
            well = bool(ready.read(1))
            code = 0 if well else process.wait() or 1
            _show(said)
            return code
        _show(said)


def _show(said: IO[bytes]) -> None:
    sys.stdout.write(said.read().decode(errors="replace"))
    sys.stdout.flush()


def end(folder: Folder) -> int | None:
    """End the stack of `folder` and wait for it; the pid it had, None when none ran."""
    pid = holder(folder.lock)
    if pid is None:
        folder.demo_file.unlink(missing_ok=True)
        return None
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_WITHIN
    while holder(folder.lock) == pid:
        if time.monotonic() > deadline:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(_LOOK_EVERY)
    while _exists(pid) and time.monotonic() < deadline:
        time.sleep(_LOOK_EVERY / 10)
    folder.demo_file.unlink(missing_ok=True)
    return pid


def _exists(pid: int) -> bool:
    """Whether the process is there; one that has ended and waits for its parent is not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return not stat.parent.parent.exists()
