"""Adds evidence to an item, each file once, and hands it out to those who may see the item."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from starlette.datastructures import UploadFile

from chassis.audit.entry import Deed
from chassis.audit.trail import Trail
from chassis.auth.auth import must_be
from chassis.clock import Clock
from chassis.files.readers import FileReaders, file_problem
from chassis.http.problem import Problem, not_found
from chassis.kafka.envelope import Outgoing
from chassis.mongo.database import Database, DatabaseTrouble
from chassis.mongo.parts import conflicts_of
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from chassis.sheets.limits import MEGABYTE
from chassis.sheets.refusal import FileRefused
from chassis.text import Text
from contracts import EvidenceAdded
from contracts.account import OF_AN_AGENCY, Account, Role
from tracker.deeds import EVIDENCE_DOWNLOADED
from tracker.evidence.evidence import (
    FILES_OF_A_REPORT_MOST,
    JPEG,
    evidence_key,
    is_picture,
    key_of,
    plain_name,
    quota_used_up,
    too_many_files,
)
from tracker.evidence.inspection import SHOWN_PIXELS, SMALL_PIXELS, InspectedFile
from tracker.evidence.repository import EvidenceRepository
from tracker.evidence.virus_scan import VirusScan
from tracker.items.documents import Document
from tracker.items.item import Item
from tracker.items.repository import ItemRepository
from tracker.items.visible_item import must_see, visible_item, visible_owner
from tracker.reporting.report import own_key

log = structlog.get_logger()

SHOWN_MOST = 500
SWEEP_SECONDS = 24 * 3600
ORIGINAL, SHOWN, SMALL = "original", "shown", "small"
"""Forms of a file, as they are stored: as it came; a picture without metadata; its thumbnail."""
PIXELS = {SHOWN: SHOWN_PIXELS, SMALL: SMALL_PIXELS}
WITHOUT_METADATA = {"taken_at": None, "latitude": None, "longitude": None}
FACTS = ("media_type", "size", "taken_at", "latitude", "longitude")
"""What a stored file says of itself, and a piece of evidence repeats."""


@dataclass(frozen=True, slots=True)
class Content:
    """A file as it is handed out."""

    name: str
    media_type: str
    data: bytes


class EvidenceService:
    """The evidence of items."""

    def __init__(
        self,
        *,
        database: Database,
        evidence: EvidenceRepository,
        items: ItemRepository,
        outbox: Outbox,
        clock: Clock,
        readers: FileReaders[InspectedFile],
        drawers: FileReaders[InspectedFile],
        virus_scan: VirusScan,
        quota_mb: int,
        trail: Trail,
        after_commit: Callable[[], None] = lambda: None,
    ) -> None:
        """`readers` look at what comes, `drawers` draw what somebody looks at, so that neither
        waits for the other. `quota_mb`: for one agency's evidence, in millions of bytes.
        `after_commit` is called after each new piece.
        """
        self._trail = trail
        self._virus_scan = virus_scan
        self._after_commit = after_commit
        self._database = database
        self._evidence = evidence
        self._items = items
        self._outbox = outbox
        self._clock = clock
        self._readers = readers
        self._drawers = drawers
        self._quota_mb = quota_mb

    async def add(
        self, account: Account, item_id: str, report_id: str | None, upload: UploadFile
    ) -> tuple[EvidenceAdded, bool]:
        """The piece of evidence, and whether it is new: the same file again changes nothing.

        Raises 403 and 404 before the file is looked at, 413 and 422 for what is wrong with it,
        409 for one too many, 503 when the virus scanner gives no verdict, `DatabaseTrouble`.
        """
        must_be(account, *OF_AN_AGENCY, Role.ADMIN)
        region, agency = await visible_owner(self._items, account, item_id)
        try:
            async with self._readers.turn(account.username):
                data = await self._readers.received(upload)
                sha256 = hashlib.sha256(data).hexdigest()
                key = evidence_key(item_id, report_id, sha256)
                there, file = await self._evidence.known(key, sha256)
                if there is not None:
                    return there, False
                facts, contents = None, dict[str, bytes]()
                if file is None:
                    read = await self._readers.read(data)
                    file = facts = file_facts(read, len(data))
                    contents = contents_of(read, data)
                scanned = bool(file.get("scanned")) or await self._virus_scan.pass_on(data)
                if facts is not None:
                    facts["scanned"] = scanned
                piece = EvidenceAdded(
                    item_id=item_id,
                    region=region,
                    agency=agency,
                    report_id=report_id,
                    sha256=sha256,
                    name=plain_name(upload.filename or "", file["media_type"]),
                    added_at=self._clock.now(),
                    added_by=account.username,
                    scanned=scanned,
                    **{name: file[name] for name in FACTS},
                )
        except FileRefused as error:
            raise file_problem(error) from None
        return await self._stored(piece, facts, contents)

    async def of_item(self, account: Account, item: Item) -> list[EvidenceAdded]:
        """The latest evidence of an item that the account may see; when and where a picture
        was taken is told to those who report on the item. Raises 404.
        """
        must_see(account, item)
        pieces = await self._evidence.of_item(item.item_id, SHOWN_MOST)
        if _may_have_all(account):
            return pieces
        return [piece.model_copy(update=WITHOUT_METADATA) for piece in pieces]

    async def content(
        self, account: Account, item_id: str, sha256: str, *, form: str = SHOWN
    ) -> Content:
        """A file of an item that the account may see. Raises 404.

        `form`: original, shown (a picture without its metadata) or small (its thumbnail). The
        original of a picture says where and when it was taken: it is for those who report on the
        item, all others get the one shown. Who had it is noted, but for thumbnails.
        """
        item = await visible_item(self._items, account, item_id)
        piece = await self._evidence.one_of_item(item.item_id, sha256)
        file = await self._evidence.file(sha256) if piece else None
        if piece is None or file is None:
            raise no_such_evidence()
        contents = file["contents"]
        if not is_picture(piece.media_type):
            form = ORIGINAL
        elif form == ORIGINAL and not _may_have_all(account):
            form = SHOWN
        if form in contents:
            data = await self._evidence.read(contents[form])
        else:
            data = await self._drawn(account, sha256, contents, form)
        if form != SMALL:
            told = {"sha256": sha256, "name": piece.name, "form": form}
            await self._trail.record(Deed(EVIDENCE_DOWNLOADED, account.username, item_id, told))
        media_type = piece.media_type if form == ORIGINAL else JPEG
        return Content(plain_name(piece.name, media_type), media_type, data)

    async def _drawn(self, account: Account, sha256: str, contents: Document, form: str) -> bytes:
        """A picture in a form that nobody has looked at yet, made and kept for all who do after
        this one. Raises 503 when too many files are read, 422 for a picture that is broken.
        """
        try:
            async with self._drawers.turn(account.username):
                original = await self._evidence.read(contents[ORIGINAL])
                (drawn,) = (await self._drawers.read(original, PIXELS[form])).seen
        except FileRefused as error:
            raise file_problem(error) from None
        written = await self._evidence.write({form: drawn})
        if not await self._evidence.add_content(sha256, form, written[form]):
            await self._evidence.discard(written)
        return drawn

    async def keep_swept(self) -> None:
        """Delete what uploads that failed left behind, at a start and once a day."""
        while True:
            try:
                if swept := await self._evidence.sweep(self._clock.now()):
                    log.info("contents of failed uploads deleted", count=swept)
            except (DatabaseTrouble, OSError) as error:
                log.warning("could not sweep failed uploads", error=str(error)[:300])
            await asyncio.sleep(SWEEP_SECONDS)

    async def _stored(
        self, piece: EvidenceAdded, facts: Document | None, contents: dict[str, bytes]
    ) -> tuple[EvidenceAdded, bool]:
        """Store the piece; with `facts` its file too, unless another upload of it was first."""
        written = await self._evidence.write(contents)
        named, is_again = False, False

        async def work(unit: UnitOfWork) -> EvidenceAdded | None:
            nonlocal named, is_again
            named, was_tried, is_again = False, is_again, True
            agency, item_id = piece.agency, piece.item_id
            keys, used = await self._evidence.room(unit, item_id, piece.report_id, agency)
            if key_of(piece) in keys:
                return await self._evidence.piece(key_of(piece), unit)
            if len(keys) >= FILES_OF_A_REPORT_MOST:
                raise too_many_files()
            if used + piece.size > self._quota_mb * MEGABYTE:
                raise quota_used_up(self._quota_mb)
            self._evidence.add(unit, piece)
            if (report_id := piece.report_id) is not None:
                keys_of_report = (report_id, own_key(agency, report_id))
                self._items.add_proof(unit, item_id, keys_of_report, piece.added_at)
            # another upload of the file may have been first: then this one conflicts, once
            taken = was_tried and await self._evidence.file(piece.sha256, unit) is not None
            named = facts is not None and not taken
            if facts is not None and named:
                self._evidence.add_file(unit, piece.sha256, facts, written)
            self._outbox.put(
                unit, [Outgoing(piece, f"{piece.topic}/{key_of(piece)}", piece.added_at)]
            )
            return None

        try:
            there = await self._database.transaction(work, conflicts=conflicts_of(1))
        except Problem:
            await self._evidence.discard(written)
            raise
        self._after_commit()
        if not named:
            await self._evidence.discard(written)
        return there or piece, there is None


def _may_have_all(account: Account) -> bool:
    """Whether it reports on items: others get no place and no metadata of pictures."""
    return account.role in OF_AN_AGENCY or account.role is Role.ADMIN


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


def no_such_evidence() -> Problem:
    """404, the same for a file of another item."""
    return not_found(Text("Bukti ini tidak ada.", "There is no such evidence."))
