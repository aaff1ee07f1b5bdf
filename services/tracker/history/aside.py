"""Text that is put aside until it is its turn: compressed, as /tmp may be memory."""

from collections.abc import Iterable
from gzip import GzipFile
from io import TextIOWrapper
from shutil import copyfileobj
from typing import IO, TextIO

LEAST = 1
"""Of compression; it makes a twentieth of samples."""


class Aside:
    """Text in a file of its caller's."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._lines = TextIOWrapper(
            GzipFile(fileobj=file, mode="wb", compresslevel=LEAST), encoding="utf-8"
        )

    def put(self, lines: Iterable[str]) -> None:
        """Add lines."""
        self._lines.writelines(lines)

    def copy_to(self, out: TextIO) -> None:
        """Write it all; nothing can be added afterwards."""
        self._lines.close()
        self._file.seek(0)
        copyfileobj(TextIOWrapper(GzipFile(fileobj=self._file), encoding="utf-8"), out)
