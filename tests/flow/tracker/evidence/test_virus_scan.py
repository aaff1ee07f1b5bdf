"""A clamd looks at evidence before it is stored; where it finds something nothing is stored."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import pytest
from starlette.datastructures import UploadFile

from chassis.files.readers import FileReaders
from chassis.files.settings import FileSettings
from chassis.http.problem import Problem
from contracts.account import Account, Role
from deploy.local.child import spawn
from deploy.local.ports import LOOPBACK
from deploy.local.program import Program
from deploy.local.waiting import until
from tests import evidence_files as files
from tests.flow.tracker.evidence.giving import evidence_service
from tests.flow.tracker.keeping import Keeping
from tests.ports import own_port
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import NOON, a_plan
from tracker.evidence.inspection import inspected
from tracker.evidence.kept_files import KeptFiles
from tracker.evidence.repository import EvidenceRepository
from tracker.evidence.virus_scan import VirusScan
from tracker.items.item import Item, change_to

VIRUS = b"penanda-virus-untuk-pengujian"
ADMIN = Account(username="admin", role=Role.ADMIN)


@pytest.fixture(scope="module")
async def clamd(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of a clamd that knows one virus, ours."""
    folder: Path = tmp_path_factory.mktemp("clamd")
    database = folder / "db"
    database.mkdir()
    own = folder / "clamd"  # AppArmor lets the one at its own place read nothing of ours
    shutil.copy(str(shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin")), own)
    (database / "uji.ndb").write_text(f"Uji.Penanda:0:*:{VIRUS.hex()}\n")
    with own_port() as port:
        (folder / "clamd.conf").write_text(
            f"Foreground yes\nTCPSocket {port}\nTCPAddr {LOOPBACK}\nDatabaseDirectory {database}\n"
            f"LocalSocket {folder / 'clamd.sock'}\n"
        )

        async def answers() -> bool:
            try:
                return await VirusScan(f"{LOOPBACK}:{port}").pass_on(b"a")
            except Problem:
                return False

        program = Program(
            name="clamd",
            command=(str(own), f"--config-file={folder / 'clamd.conf'}"),
            ready=answers,
            stop_stage=0,
        )
        child = await spawn(program, folder / "log")
        try:
            await until(answers, 60, "clamd")
            assert await VirusScan(str(folder / "clamd.sock")).pass_on(b"by its socket")
            yield f"{LOOPBACK}:{port}"
        finally:
            await child.stop(10)


@pytest.fixture
async def item(kept: Keeping) -> str:
    made = change_to(None, Item(a_plan()), NOON, RULES).after
    await kept.holds([made])
    return made.item_id


@pytest.fixture
async def giving(kept: Keeping) -> AsyncIterator[Callable[[str, bytes, str], Awaitable[bool]]]:
    """Gives a file for an item, with a scanner at an address; whether it was scanned."""
    readers = FileReaders(inspected, FileSettings(), warm_first=False)

    async def give(item_id: str, data: bytes, address: str) -> bool:
        rows = EvidenceRepository(kept.database)
        service = evidence_service(
            kept, rows, KeptFiles(rows, readers, readers, VirusScan(address))
        )
        piece, _ = await service.add(ADMIN, item_id, "r-1", UploadFile(BytesIO(data), filename="a"))
        return piece.scanned

    yield give
    await readers.close()


async def stored(kept: Keeping) -> int:
    names = ("evidence", "evidence_files", "evidence_content.files", "outbox")
    return sum([await kept.items.database[name].count_documents({}) for name in names])


Give = Callable[[str, bytes, str], Awaitable[bool]]


async def test_a_file_is_stored_when_it_was_passed_and_says_so(
    kept: Keeping, giving: Give, item: str, clamd: str
) -> None:
    assert await giving(item, files.photo(colour="navy"), clamd) is True
    assert await giving(item, files.photo(colour="plum"), "") is False
    large = files.noisy_photo()
    assert len(large) > 2_000_000
    assert await giving(item, large, clamd) is True


async def test_a_file_with_a_virus_is_refused_by_its_name_and_nothing_is_stored(
    kept: Keeping, giving: Give, item: str, clamd: str
) -> None:
    before = await stored(kept)
    with pytest.raises(Problem) as refused:
        await giving(item, files.photo(colour="red") + VIRUS, clamd)
    assert (refused.value.status, refused.value.code) == (422, "file-infected")
    assert "Uji.Penanda" in refused.value.detail.indonesian
    assert await stored(kept) == before


async def test_without_a_verdict_nothing_is_stored_unseen(
    kept: Keeping, giving: Give, item: str
) -> None:
    before = await stored(kept)
    for reply in (b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK", b"x" * 9_000):
        async with scanner_that_says(reply) as address:
            with pytest.raises(Problem) as refused:
                await giving(item, files.photo(colour="gold"), address)
        assert (refused.value.status, refused.value.code) == (503, "no-virus-scan"), reply
    with own_port() as port, pytest.raises(Problem, match="no-virus-scan"):
        await giving(item, files.photo(colour="gold"), f"{LOOPBACK}:{port}")
    assert await stored(kept) == before


@asynccontextmanager
async def scanner_that_says(reply: bytes) -> AsyncIterator[str]:
    """Reads some, replies, and closes the connection."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(reply)
        writer.close()

    server = await asyncio.start_server(serve, LOOPBACK)
    async with server:
        yield f"{LOOPBACK}:{server.sockets[0].getsockname()[1]}"
