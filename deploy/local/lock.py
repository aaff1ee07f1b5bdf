"""One stack at a time per folder, by a file lock that ends with its process."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import IO, Self


class AlreadyRunning(Exception):
    """A stack runs in this folder."""

    def __init__(self, pid: int | None) -> None:
        self.pid = pid
        super().__init__(
            f"Sudah berjalan (pid {pid}). Hentikan dengan `make down`. / "
            f"A stack runs already (pid {pid}). End it with `make down`."
        )


class Lock:
    """Holds the file's lock; the kernel releases it when the process ends, for any reason."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        """Raises `AlreadyRunning`, or `OSError` if the file cannot be written."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise AlreadyRunning(holder(self._path)) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None


def holder(path: Path) -> int | None:
    """The pid of the process that holds the lock, None if no process does."""
    if not path.exists():
        return None
    with path.open("r") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            written = file.read().strip()
            return int(written) if written.isdigit() else None
    return None
