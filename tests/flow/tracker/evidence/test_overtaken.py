"""An upload that another of the same file overtakes leaves nothing behind."""

from collections.abc import AsyncIterator, Sequence
from io import BytesIO

import pytest
from starlette.datastructures import UploadFile

from chassis.files.readers import FileReaders
from chassis.files.settings import FileSettings
from chassis.mongo.unit_of_work import UnitOfWork
from contracts import EvidenceAdded
from contracts.account import Account, Role
from tests import evidence_files as files
from tests.flow.tracker.evidence.giving import evidence_service
from tests.flow.tracker.keeping import Document, Keeping
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import NOON, a_plan
from tracker.evidence.inspection import InspectedFile, inspected
from tracker.evidence.kept_files import KeptFiles
from tracker.evidence.repository import EvidenceRepository, Room
from tracker.evidence.service import EvidenceService
from tracker.evidence.virus_scan import VirusScan
from tracker.items.item import Item, change_to

ADMIN = Account(username="admin", role=Role.ADMIN)
Readers = FileReaders[InspectedFile]


class Overtaken(EvidenceRepository):
    """As an upload sees it that began before the other was committed."""

    looked = 0

    async def known(self, key: str, sha256: str) -> tuple[EvidenceAdded | None, Document | None]:
        return None, None

    async def room(self, unit: UnitOfWork, pieces: Sequence[EvidenceAdded]) -> Room:
        self.looked += 1
        room = await super().room(unit, pieces)
        return Room() if self.looked == 1 else room


@pytest.fixture
async def readers() -> AsyncIterator[Readers]:
    readers = FileReaders(inspected, FileSettings(), warm_first=False)
    yield readers
    await readers.close()


def giving(kept: Keeping, evidence: EvidenceRepository, readers: Readers) -> EvidenceService:
    files = KeptFiles(evidence, readers, readers, VirusScan(""))
    return evidence_service(kept, evidence, files)


@pytest.mark.parametrize(("report_id", "is_new"), [("r-1", False), ("r-2", True)])
async def test_an_upload_that_is_overtaken_keeps_no_second_copy(
    kept: Keeping, readers: Readers, report_id: str, is_new: bool
) -> None:
    made = change_to(None, Item(a_plan()), NOON, RULES).after
    await kept.holds([made])
    photo = files.photo(size=(60, 40), colour=("teal", "coral")[is_new])

    async def add(evidence: EvidenceRepository, report_id: str) -> tuple[EvidenceAdded, bool]:
        upload = UploadFile(BytesIO(photo), filename="a.jpg")
        return await giving(kept, evidence, readers).add(ADMIN, made.item_id, report_id, upload)

    async def contents() -> int:
        return await kept.database["evidence_content.files"].count_documents({})

    first, _ = await add(EvidenceRepository(kept.database), "r-1")
    before = await contents()
    overtaken = Overtaken(kept.database)
    piece, new = await add(overtaken, report_id)
    assert (piece.sha256, new) == (first.sha256, is_new)
    assert overtaken.looked == 2
    assert await contents() == before
