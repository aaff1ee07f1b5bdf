"""Files that are kept for others to see: looked at in a child process, each stored once."""

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.datastructures import UploadFile

from chassis.files.readers import FileReaders, file_problem
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.sheets.refusal import FileRefused
from tracker.evidence.evidence import JPEG, is_picture, plain_name
from tracker.evidence.inspection import SHOWN_PIXELS, SMALL_PIXELS, InspectedFile
from tracker.evidence.repository import EvidenceRepository, Listed
from tracker.evidence.virus_scan import VirusScan
from tracker.items.documents import Document

ORIGINAL, SHOWN, SMALL = "original", "shown", "small"
"""Forms of a file, as they are stored: as it came; a picture without metadata; its thumbnail."""
PIXELS = {SHOWN: SHOWN_PIXELS, SMALL: SMALL_PIXELS}


@dataclass(frozen=True, slots=True)
class Content:
    """A file as it is handed out."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A file that came: what it says of itself, its name as text, whether a virus scanner passed
    it; `new` and `contents` are what is to be stored where it is not stored yet.
    """

    sha256: str
    name: str
    facts: Document
    scanned: bool
    new: Document | None
    contents: Mapping[str, bytes]


@dataclass(slots=True)
class Written:
    """The contents of a file, stored before the transaction that names them; `named` after it: this
    upload's contents are the file's.
    """

    looked: LookedAt
    contents: Listed
    tries: int = 0
    named: bool = False

    def begin(self) -> None:
        """The transaction is tried, perhaps once more."""
        self.tries += 1
        self.named = False


class KeptFiles:
    """The road of every file: limits, look, scan and store, and back to who may see it."""

    def __init__(
        self,
        rows: EvidenceRepository,
        readers: FileReaders[InspectedFile],
        drawers: FileReaders[InspectedFile],
        virus_scan: VirusScan,
    ) -> None:
        """`readers` look at what comes, `drawers` draw what somebody looks at, so that neither
        waits for the other.
        """
        self._rows = rows
        self._readers = readers
        self._drawers = drawers
        self._virus_scan = virus_scan

    @asynccontextmanager
    async def received(self, username: str, upload: UploadFile) -> AsyncIterator[bytes]:
        """The bytes of a file, while it is looked at in the account's turn. Raises 413 and 422 for
        what is wrong with it, 503 when too many files are read.
        """
        try:
            async with self._readers.turn(username):
                yield await self._readers.received(upload)
        except FileRefused as error:
            raise file_problem(error) from None

    async def look(
        self, data: bytes, sha256: str, upload: UploadFile, stored: Document | None
    ) -> LookedAt:
        """What a file is, by what is stored of the same bytes where they are. Raises FileRefused,
        503 when the virus scanner gives no verdict.
        """
        facts, new, contents = stored, None, dict[str, bytes]()
        if facts is None:
            read = await self._readers.read(data)
            facts = new = file_facts(read, len(data))
            contents = contents_of(read, data)
        scanned = bool(facts.get("scanned")) or await self._virus_scan.pass_on(data)
        if new is not None:
            new["scanned"] = scanned
        name = plain_name(upload.filename or "", facts["media_type"])
        return LookedAt(sha256, name, facts, scanned, new, contents)

    async def written(self, files: Sequence[LookedAt]) -> list[Written]:
        """Files with their contents stored; `settle` them when the transaction has ended."""
        contents = await self._rows.write([one.contents for one in files])
        return [Written(looked, written) for looked, written in zip(files, contents, strict=True)]

    async def name(self, unit: UnitOfWork, files: Sequence[Written]) -> None:
        """Name files in a transaction, each once, unless another upload of it was first: then this
        transaction conflicts, once.
        """
        new = {one.looked.sha256: one for one in reversed(files) if one.looked.new is not None}
        tried = [sha256 for sha256, one in new.items() if one.tries > 1]
        for sha256 in await self._rows.stored(unit, tried) if tried else ():
            del new[sha256]
        for one in new.values():
            one.named = True
        self._rows.add_files(
            unit,
            {sha256: (one.looked.new or {}, one.contents) for sha256, one in new.items()},
        )

    async def settle(self, files: Sequence[Written]) -> None:
        """Delete the contents of files that were not named."""
        for one in files:
            if not one.named:
                await self._rows.discard(one.contents)

    async def content(
        self, username: str, sha256: str, name: str, *, form: str, may_have_all: bool
    ) -> tuple[Content, str] | None:
        """A file as it is handed out, and in which form; None where there is none. The original of
        a picture is for those who may have all: it says where and when it was taken.
        """
        file = await self._rows.file(sha256)
        if file is None:
            return None
        contents, media_type = file["contents"], file["media_type"]
        if not is_picture(media_type):
            form = ORIGINAL
        elif form == ORIGINAL and not may_have_all:
            form = SHOWN
        if form in contents:
            data = await self._rows.read(contents[form])
        else:
            data = await self._drawn(username, sha256, contents, form)
        shown_as = media_type if form == ORIGINAL else JPEG
        return Content(plain_name(name, shown_as), shown_as, data), form

    async def _drawn(self, username: str, sha256: str, contents: Document, form: str) -> bytes:
        """A picture in a form that nobody has looked at yet, made and kept for all who do after
        this one. Raises 503 when too many files are read, 422 for a picture that is broken.
        """
        try:
            async with self._drawers.turn(username):
                original = await self._rows.read(contents[ORIGINAL])
                (drawn,) = (await self._drawers.read(original, PIXELS[form])).seen
        except FileRefused as error:
            raise file_problem(error) from None
        (written,) = await self._rows.write([{form: drawn}])
        if not await self._rows.add_content(sha256, form, written[form]):
            await self._rows.discard(written)
        return drawn


def sha256_of(data: bytes) -> str:
    """The file's name to programs."""
    return hashlib.sha256(data).hexdigest()


def file_facts(read: InspectedFile, size: int) -> Document:
    """What is stored of a file: its type, its size, when and where a picture was taken."""
    latitude, longitude = read.place[0] if read.place else (None, None)
    return {
        "media_type": read.media_type[0],
        "size": size,
        "taken_at": read.taken_at[0].isoformat() if read.taken_at else None,
        "latitude": latitude,
        "longitude": longitude,
    }


def contents_of(read: InspectedFile, data: bytes) -> dict[str, bytes]:
    """By form, what is stored: the file as it came, and of a picture that was drawn its
    thumbnail.
    """
    contents = {ORIGINAL: data}
    if read.seen:
        contents[SMALL] = read.seen[0]
    return contents
