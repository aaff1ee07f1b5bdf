"""A guard for zipped workbooks: their expanded size is checked before they are read."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from chassis.sheets.limits import DEFAULT, MEGABYTE, Limits
from chassis.sheets.refusal import FileRefused

CHUNK = 1 << 18


class Archive:
    """A zip file in memory whose entries are read once each, within the limits.

    Raises FileRefused: not-a-workbook for an entry with a wrong size or checksum,
    file-expands-too-far above the limit, too-many-parts for too many entries. Names that differ
    only in case are refused: the reader after this guard must not read another entry than was
    checked.
    """

    def __init__(self, data: bytes, limits: Limits = DEFAULT) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OverflowError) as error:
            raise FileRefused.because("not-a-workbook") from error
        self.limits = limits
        self._left = limits.expanded_bytes
        written = self._zip.namelist()
        if len(written) > limits.parts:
            facts = {"parts": len(written), "limit": limits.parts}
            raise FileRefused.because("too-many-parts", **facts)
        self._entries = {name.casefold(): name for name in written}
        if len(self._entries) < len(written):
            raise FileRefused.because("not-a-workbook")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the entries, in lower case."""
        return tuple(self._entries)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of an entry in pieces, each counted against the limit."""
        try:
            with self._zip.open(self._entries[name]) as entry:
                while piece := entry.read(CHUNK):
                    self._left -= len(piece)
                    if self._left < 0:
                        limit = self.limits.expanded_bytes // MEGABYTE
                        raise FileRefused.because("file-expands-too-far", limit=limit)
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise FileRefused.because("not-a-workbook") from error
        except RuntimeError as error:  # zipfile raises it for an encrypted entry
            raise FileRefused.because("password-protected") from error

    def start_of(self, name: str) -> bytes:
        """The first piece of an entry; nothing where there is none."""
        return next(self.chunks(name), b"") if name in self._entries else b""

    def exhaust(self, name: str) -> None:
        """Count an entry whose content is not used here."""
        for _ in self.chunks(name):
            pass
