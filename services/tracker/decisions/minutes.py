"""The minutes (risalah) of a decision as a file, which goes the road of evidence."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from starlette.datastructures import UploadFile

from chassis.http.problem import Problem
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.sheets.limits import MEGABYTE
from contracts.council_decided import MinutesFile
from tracker.decisions.refusals import minutes_quota_used_up
from tracker.evidence.kept_files import ORIGINAL, Content, KeptFiles, Written, sha256_of
from tracker.evidence.repository import EvidenceRepository


class SentMinutes(NamedTuple):
    """A file that was sent with a decision; its contents are stored, and nothing names them yet."""

    file: MinutesFile
    written: Written


class MinutesFiles:
    """Files of minutes, each stored once, like those of evidence."""

    def __init__(self, files: KeptFiles, rows: EvidenceRepository, quota_mb: int) -> None:
        """`quota_mb`: for one region's minutes, in millions of bytes."""
        self._files = files
        self._rows = rows
        self._quota_mb = quota_mb

    @asynccontextmanager
    async def sent(
        self, username: str, upload: UploadFile | None
    ) -> AsyncIterator[SentMinutes | None]:
        """The file, looked at and with its contents stored, while a transaction may `keep` it;
        None where none was sent. What was not kept is deleted after it.

        Raises 413 and 422 for what is wrong with the file, 503 when too many are read or the virus
        scanner gives no verdict, `DatabaseTrouble`.
        """
        if upload is None:
            yield None
            return
        async with self._files.received(username, upload) as data:
            sha256 = sha256_of(data)
            stored = await self._rows.file(sha256)
            looked = await self._files.look(data, sha256, upload, stored)
        file = MinutesFile(
            sha256=looked.sha256,
            size=looked.facts["size"],
            media_type=looked.facts["media_type"],
            name=looked.name,
            scanned=looked.scanned,
        )
        (written,) = await self._files.written([looked])
        try:
            yield SentMinutes(file, written)
        except Problem:
            await self._files.settle([written])
            raise
        await self._files.settle([written])

    async def keep(self, unit: UnitOfWork, sent: SentMinutes, region: str) -> None:
        """Name the file in the transaction of its decision. Raises 409 above the quota."""
        used = await self._rows.used(unit, _holder(region))
        if used + sent.file.size > self._quota_mb * MEGABYTE:
            raise minutes_quota_used_up(self._quota_mb)
        self._rows.use(unit, {_holder(region): sent.file.size})
        await self._files.name(unit, [sent.written])

    async def content(
        self, username: str, file: MinutesFile, *, may_have_all: bool, form: str = ORIGINAL
    ) -> Content | None:
        """The file as it is handed out; None where it is not there any more. The original of a
        picture is for those who may have all.
        """
        found = await self._files.content(
            username, file.sha256, file.name, form=form, may_have_all=may_have_all
        )
        return found[0] if found else None


def _holder(region: str) -> str:
    """By whose name bytes of minutes are counted: no agency's code has a slash."""
    return f"council/{region}"
