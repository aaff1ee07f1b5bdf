"""Runs a stack in the background."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from typing import IO

from deploy.local.demo_file import LogIn
from deploy.local.folder import PROJECT, Folder, for_the_owner
from deploy.local.tour import account_lines

_LOOK_EVERY = 0.1
FAILED = 1


def detached(arguments: Sequence[str], folder: Folder) -> int:
    """Run this program again in the background; returns an exit code once it is ready or failed.

    Its output until then is shown; all output is kept in the log `supervisor.log`.
    """
    folder.make()
    log = folder.logs / "supervisor.log"
    writing, reading = os.pipe()[::-1]
    interrupted: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: interrupted.append(number))
    with for_the_owner(log).open("ab") as out:
        shown = out.tell()
        process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-m", "deploy.local", *arguments, "--ready-fd", str(writing)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=PROJECT,
            start_new_session=True,
            pass_fds=(writing,),
        )
    os.close(writing)
    with log.open("rb") as lines, os.fdopen(reading, "rb", buffering=0) as ready:
        lines.seek(shown)
        while not select.select([ready], [], [], _LOOK_EVERY)[0]:
            if interrupted:
                process.send_signal(signal.SIGTERM)
                interrupted.clear()
            _show(lines)
        code = 0 if ready.read(1) else process.wait() or FAILED
        _show(lines)
    if code == 0 and sys.stdout.isatty():
        _show_accounts(folder)
    return code


def _show_accounts(folder: Folder) -> None:
    """Print the accounts with passwords, which the log must not contain."""
    accounts = json.loads(folder.demo_file.read_text())["accounts"]
    print("\n".join(["", *account_lines([LogIn(**account) for account in accounts])]))


def _show(lines: IO[bytes]) -> None:
    sys.stdout.write(lines.read().decode(errors="replace"))
    sys.stdout.flush()
