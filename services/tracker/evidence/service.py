"""Adds evidence to an item, each file once, and hands it out to those who may see the item."""

import asyncio

import structlog
from starlette.datastructures import UploadFile

from chassis.audit.entry import Deed
from chassis.audit.trail import Trail
from chassis.auth.auth import must_be
from chassis.clock import Clock
from chassis.http.problem import Problem, not_found
from chassis.mongo.database import DatabaseTrouble
from chassis.text import Text
from contracts import EvidenceAdded
from contracts.account import OF_AN_AGENCY, Account, Role
from tracker.deeds import EVIDENCE_DOWNLOADED
from tracker.evidence.evidence import (
    evidence_key,
)
from tracker.evidence.kept_files import (
    SHOWN,
    SMALL,
    Content,
    KeptFiles,
    sha256_of,
)
from tracker.evidence.repository import EvidenceRepository
from tracker.evidence.storing import Storing
from tracker.items.item import Item
from tracker.items.repository import ItemRepository
from tracker.items.visible_item import must_see, visible_item, visible_owner

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
        evidence: EvidenceRepository,
        items: ItemRepository,
        clock: Clock,
        files: KeptFiles,
        storing: Storing,
        trail: Trail,
    ) -> None:
        self._trail = trail
        self._evidence = evidence
        self._items = items
        self._clock = clock
        self._files = files
        self._storing = storing

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
            looked = await self._files.look(data, sha256, upload, stored)
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
        there = await self._storing.store(piece, looked)
        return there or piece, there is None

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


def _may_have_all(account: Account) -> bool:
    """Whether it reports on items: others get no place and no metadata of pictures."""
    return account.role in OF_AN_AGENCY or account.role is Role.ADMIN


def no_such_evidence() -> Problem:
    """404, the same for a file of another item."""
    return not_found(Text("Bukti ini tidak ada.", "There is no such evidence."))
