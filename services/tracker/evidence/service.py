"""Adds evidence to an item, each file once, and hands it out to those who may see the item."""

import asyncio
from collections.abc import Callable

import structlog
from starlette.datastructures import UploadFile

from chassis.audit.entry import Deed
from chassis.audit.trail import Trail
from chassis.auth.auth import must_be
from chassis.clock import Clock
from chassis.http.problem import Problem, not_found
from chassis.kafka.envelope import Outgoing
from chassis.mongo.database import Database, DatabaseTrouble
from chassis.mongo.parts import conflicts_of
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from chassis.sheets.limits import MEGABYTE
from chassis.text import Text
from contracts import EvidenceAdded
from contracts.account import OF_AN_AGENCY, Account, Role
from tracker.deeds import EVIDENCE_DOWNLOADED
from tracker.evidence.evidence import (
    FILES_OF_A_REPORT_MOST,
    evidence_key,
    key_of,
    quota_used_up,
    too_many_files,
)
from tracker.evidence.kept_files import (
    SHOWN,
    SMALL,
    Content,
    KeptFiles,
    LookedAt,
    sha256_of,
)
from tracker.evidence.repository import EvidenceRepository
from tracker.items.item import Item
from tracker.items.repository import ItemRepository
from tracker.items.visible_item import must_see, visible_item, visible_owner
from tracker.reporting.report import own_key

log = structlog.get_logger()

SHOWN_MOST = 500
SWEEP_SECONDS = 24 * 3600
WITHOUT_METADATA = {"taken_at": None, "latitude": None, "longitude": None}
FACTS = ("media_type", "size", "taken_at", "latitude", "longitude")
"""What a stored file says of itself, and a piece of evidence repeats."""


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
        files: KeptFiles,
        quota_mb: int,
        trail: Trail,
        after_commit: Callable[[], None] = lambda: None,
    ) -> None:
        """`quota_mb`: for one agency's evidence, in millions of bytes. `after_commit` is called
        after each new piece.
        """
        self._trail = trail
        self._after_commit = after_commit
        self._database = database
        self._evidence = evidence
        self._items = items
        self._outbox = outbox
        self._clock = clock
        self._files = files
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
        async with self._files.received(account.username, upload) as data:
            sha256 = sha256_of(data)
            key = evidence_key(item_id, report_id, sha256)
            there, stored = await self._evidence.known(key, sha256)
            if there is not None:
                return there, False
            looked = await self._files.look(data, upload, stored)
        piece = EvidenceAdded(
            item_id=item_id,
            region=region,
            agency=agency,
            report_id=report_id,
            sha256=sha256,
            name=looked.name,
            added_at=self._clock.now(),
            added_by=account.username,
            scanned=looked.scanned,
            **{name: looked.facts[name] for name in FACTS},
        )
        return await self._stored(piece, looked)

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
        if piece is None:
            raise no_such_evidence()
        found = await self._files.content(
            account.username,
            sha256,
            piece.name,
            form=form,
            may_have_all=_may_have_all(account),
        )
        if found is None:
            raise no_such_evidence()
        content, form = found
        if form != SMALL:
            told = {"sha256": sha256, "name": piece.name, "form": form}
            await self._trail.record(Deed(EVIDENCE_DOWNLOADED, account.username, item_id, told))
        return content

    async def keep_swept(self) -> None:
        """Delete what uploads that failed left behind, at a start and once a day."""
        while True:
            try:
                if swept := await self._evidence.sweep(self._clock.now()):
                    log.info("contents of failed uploads deleted", count=swept)
            except (DatabaseTrouble, OSError) as error:
                log.warning("could not sweep failed uploads", error=str(error)[:300])
            await asyncio.sleep(SWEEP_SECONDS)

    async def _stored(self, piece: EvidenceAdded, looked: LookedAt) -> tuple[EvidenceAdded, bool]:
        """Store the piece, and its file unless it is stored or another upload of it was first."""
        written = await self._files.written(looked)

        async def work(unit: UnitOfWork) -> EvidenceAdded | None:
            written.begin()
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
            await self._files.name(unit, written)
            self._outbox.put(
                unit, [Outgoing(piece, f"{piece.topic}/{key_of(piece)}", piece.added_at)]
            )
            return None

        try:
            there = await self._database.transaction(work, conflicts=conflicts_of(1))
        except Problem:
            await self._files.settle(written)
            raise
        self._after_commit()
        await self._files.settle(written)
        return there or piece, there is None


def _may_have_all(account: Account) -> bool:
    """Whether it reports on items: others get no place and no metadata of pictures."""
    return account.role in OF_AN_AGENCY or account.role is Role.ADMIN


def no_such_evidence() -> Problem:
    """404, the same for a file of another item."""
    return not_found(Text("Bukti ini tidak ada.", "There is no such evidence."))
