"""What a zipped workbook would expand to, checked before anything is built from it."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from chassis.sheets.limits import DEFAULT, MEGABYTE, Limits
from chassis.sheets.refusal import FileRefused

CHUNK = 1 << 18


class Archive:
    """A zip file in memory whose entries were all read once, within the limits.

    Entries that lie about their size or do not match their checksum are refused
    (not-a-workbook), an expansion beyond the limit too (file-expands-too-far), and too many
    entries (too-many-parts). Case does not tell entries apart: the reader behind this guard
    must not find another than it saw.
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
        """The entries, in small letters."""
        return tuple(self._entries)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The entry's content in pieces, each counted against the limit."""
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
        except RuntimeError as error:  # zipfile's word for an encrypted entry
            raise FileRefused.because("password-protected") from error

    def exhaust(self, name: str) -> None:
        """Count an entry whose content is of no interest here."""
        for _ in self.chunks(name):
            pass
