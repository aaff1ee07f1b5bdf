"""Spreadsheets of one account that are sent at once."""

import asyncio
from datetime import UTC, datetime

from chassis.mongo.database import Database
from contracts.account import Account, Role
from tracker.report_sheets.repository import ReportUploads

BY = Account(username="pptk", role=Role.OFFICER, region="kukar", agency="DLHK")


async def test_two_that_are_sent_at_once_do_not_delete_each_other(mongodb_uri: str) -> None:
    database = Database(mongodb_uri, "uploads_at_once")
    uploads = ReportUploads(database)
    now = datetime.now(UTC)
    for _ in range(5):
        sent = await asyncio.gather(
            *(uploads.keep(b"berkas %d" % number, name="a", by=BY, at=now) for number in range(2))
        )
        there = [await uploads.of(upload.id, BY) for upload in sent]
        assert any(there)
    last = await uploads.keep(b"terakhir", name="b", by=BY, at=now)
    assert await uploads.data_of(last) == b"terakhir"
    rows = await database["report_uploads"].count_documents({})
    assert rows == 1
    database.close()
