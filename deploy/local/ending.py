"""`python -m deploy.local.ending`: end the stack of a folder, `--forget` its data too.

For `make down` and `make clean`, which work on any Python, with no package installed.
"""

import argparse
import os
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path

from deploy.local.folder import PROJECT, Folder
from deploy.local.lock import holder

_STOP_WITHIN = 60.0
_LOOK_EVERY = 0.1


def end(folder: Folder) -> int | None:
    """Stop the stack of `folder` and wait for it; returns its pid, None if none was running."""
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


def end_folder(folder: Folder, *, forget: bool) -> str:
    """Stop the stack, delete its data if `forget`, and return a message for the user."""
    pid = end(folder)
    ended = "tidak ada yang berjalan (nothing runs)" if pid is None else f"berhenti (ended): {pid}"
    if not forget:
        return ended
    if folder.root.exists():
        shutil.rmtree(folder.root)
    return f"{ended}; dihapus (removed): {folder.root}"


def _exists(pid: int) -> bool:
    """Whether the process exists; a zombie does not count."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return not stat.parent.parent.exists()


def main() -> None:
    """Read the arguments and stop the stack."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local.ending", description=__doc__)
    parser.add_argument("--folder", type=Path, default=PROJECT / "var")
    parser.add_argument("--forget", action="store_true")
    wanted = parser.parse_args()
    try:
        print(end_folder(Folder(wanted.folder.resolve()), forget=wanted.forget))
    except OSError as error:
        raise SystemExit(
            f"! {error.filename or wanted.folder}: {error.strerror}. Jalankan sebagai pemilik "
            "folder itu, lalu ulangi. (Run it as the owner of that folder, then again.)"
        ) from None


if __name__ == "__main__":
    main()
