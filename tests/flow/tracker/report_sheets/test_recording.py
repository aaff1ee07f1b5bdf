"""The reports of a spreadsheet recorded over a real database, whoever is killed meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from pymongo.errors import AutoReconnect

from chassis.audit.trail import Trail
from chassis.clock import FixedClock
from chassis.mongo.database import Database, DatabaseTrouble
from chassis.mongo.lease import Lease
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from contracts.account import Account, Role
from deploy.local.waiting import until
from tests.flow.plan import SOON
from tests.flow.tracker.keeping import tracking
from tests.unit.tracker.plans import NOON, a_plan, a_report
from tracker.items.service import Items
from tracker.report_sheets.recorder import Recorder
from tracker.report_sheets.repository import ReportUploads
from tracker.report_sheets.upload import CHUNK, Recording, Upload, in_chunks
from tracker.reporting.report import Report

OFFICER = Account(username="petugas", role=Role.OFFICER, region="kukar", agency="DINKES")
ITEMS = 25
ROWS = 2 * CHUNK + CHUNK // 2
FIRST = date(2026, 2, 1)


@dataclass
class Office:
    database: Database
    clock: FixedClock
    items: Items
    uploads: ReportUploads
    trail: Trail

    def recorder(self) -> Recorder:
        """One of several processes."""
        items = tracking(self.database, self.clock, Outbox(self.database))
        return Recorder(
            database=self.database,
            uploads=self.uploads,
            items=items,
            trail=self.trail,
            clock=self.clock,
        )

    async def sends(self, reports: list[Report], name: str) -> Upload:
        """A file whose recording was asked for."""
        upload = await self.uploads.keep(name.encode(), name=name, by=OFFICER, at=self.clock.now())
        waiting = [(one, f"Laporan baris {n}") for n, one in enumerate(reports, 3)]
        recording = Recording(
            begun_at=self.clock.now(),
            batch=f"batch-{name}",
            rows=len(reports),
            chunks=len(in_chunks(reports)),
            done_chunks=0,
            recorded=0,
            unchanged=0,
            refused=0,
            refusals=(),
            left_out={"unchanged": 1, "refused": 2, "unfilled": 3},
            is_open=True,
            broke_off=False,
        )
        await self.uploads.put_aside(recording.batch, waiting, self.clock.now())

        async def work(unit: UnitOfWork) -> bool:
            return await self.uploads.begin(unit, upload, recording)

        assert await self.database.transaction(work)
        assert not await self.database.transaction(work), "a second press begins nothing"
        return upload

    async def stands(self, upload: Upload) -> Recording:
        found = await self.uploads.of(upload.id, OFFICER)
        assert found
        assert found.recording
        return found.recording

    async def stored(self) -> int:
        return int(await self.database["reports"].count_documents({}))

    async def deeds(self) -> list[dict[str, Any]]:
        await self.trail.link()
        found = [row async for row in self.database["audit"].find({"what": "reports-imported"})]
        return [row["details"] for row in found]


@pytest.fixture
async def office(mongodb_uri: str, request: pytest.FixtureRequest) -> AsyncIterator[Office]:
    database = Database(mongodb_uri, f"sheets_{abs(hash(request.node.name)) % 10**8}")
    clock = FixedClock(NOON)
    trail = Trail(database, clock)
    uploads = ReportUploads(database)
    items = tracking(database, clock, Outbox(database))
    await Outbox(database).prepare()
    await trail.entries.prepare()
    await uploads.prepare()
    await items.replan([a_plan(item_id=f"A-{number}") for number in range(ITEMS)])
    yield Office(database, clock, items, uploads, trail)
    database.close()


def reports(count: int = ROWS, **more: Any) -> list[Report]:
    return [
        a_report(
            report_id=f"lembar-{number}",
            item_id=f"A-{number % ITEMS}",
            as_of=FIRST + timedelta(days=number // ITEMS),
            physical_percent=float(number % 100),
            source="workbook",
            **more,
        )
        for number in range(count)
    ]


class Killed(Recorder):
    """Its process is killed: it gives nothing back, and its lease has to run out."""

    @classmethod
    def at(cls, recorder: Recorder, items: Items) -> Recorder:
        recorder._items = items

        async def keep() -> None:
            return None

        recorder._lease.release = keep  # type: ignore[method-assign]
        return recorder


class StopsAt(Items):
    """Is never answered from the so-manieth chunk on, before it is recorded or after."""

    def __init__(self, items: Items, chunk: int, *, after: bool) -> None:
        self._inner, self._chunk, self._after = items, chunk, after
        self.reached = asyncio.Event()
        self._count = 0

    async def record(self, reports: Any, **more: Any) -> Any:
        self._count += 1
        if self._count < self._chunk:
            return await self._inner.record(reports, **more)
        if self._after:
            await self._inner.record(reports, **more)
        self.reached.set()
        await asyncio.sleep(3600)


@pytest.mark.parametrize("after", [False, True], ids=["before the commit", "after the commit"])
async def test_who_is_killed_in_the_middle_is_followed_by_another(
    office: Office, after: bool
) -> None:
    upload = await office.sends(reports(), "a")
    stops = StopsAt(office.items, 2, after=after)
    first = asyncio.create_task(Killed.at(office.recorder(), stops).work(NOON, 500))
    await asyncio.wait_for(stops.reached.wait(), 60)
    first.cancel()
    await asyncio.wait([first])
    halfway = await office.stands(upload)
    assert (halfway.done_chunks, halfway.is_open) == (2 if after else 1, True)
    assert await office.stored() == halfway.done_chunks * CHUNK == halfway.done

    heir = office.recorder()

    async def over() -> bool:
        await heir.work(NOON, 500)
        return not (await office.stands(upload)).is_open

    await until(over, SOON, "the heir has the lease of the dead, and is done")
    done = await office.stands(upload)
    assert (done.done, done.recorded, done.unchanged, done.refused) == (ROWS, ROWS, 0, 0)
    assert await office.stored() == ROWS
    told = {"accepted": ROWS, "unchanged": 1, "refused": 2, "file": upload.sha256}
    assert await office.deeds() == [told]
    assert await office.uploads.recorded_last() is None


class Late(Items):
    """Records only once it is told to."""

    def __init__(self, items: Items) -> None:
        self._inner = items
        self.reached, self.told = asyncio.Event(), asyncio.Event()

    async def record(self, reports: Any, **more: Any) -> Any:
        self.reached.set()
        await self.told.wait()
        return await self._inner.record(reports, **more)


async def test_who_is_late_with_a_chunk_that_another_recorded_counts_nothing_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def held(_: Lease) -> bool:
        return True

    monkeypatch.setattr(Lease, "hold", held)  # both believe that it is theirs
    upload = await office.sends(reports(), "b")
    late = Late(office.items)
    first = asyncio.create_task(Killed.at(office.recorder(), late).work(NOON, 500))
    await asyncio.wait_for(late.reached.wait(), 60)
    stops = StopsAt(office.items, 2, after=False)
    other = asyncio.create_task(Killed.at(office.recorder(), stops).work(NOON, 500))
    await asyncio.wait_for(stops.reached.wait(), 60)
    late.told.set()
    await asyncio.wait_for(first, 60)
    assert (await office.stands(upload)).recorded == CHUNK
    other.cancel()
    await office.recorder().work(NOON, 500)
    done = await office.stands(upload)
    assert (done.recorded, done.unchanged, done.is_open) == (ROWS, 0, False)
    assert await office.stored() == ROWS
    assert len(await office.deeds()) == 1


async def test_what_was_recorded_or_refused_meanwhile_is_told(office: Office) -> None:
    sent = reports(4)
    sent[3] = a_report(report_id="lembar-x", item_id="B-1", source="workbook")
    await office.items.record(sent[:1])
    upload = await office.sends(sent, "c")
    await office.recorder().work(NOON, 500)
    done = await office.stands(upload)
    assert (done.recorded, done.unchanged, done.refused) == (2, 1, 1)
    ((where, why),) = done.refusals
    assert where == "Laporan baris 6"
    assert "B-1 tidak ada" in why.indonesian


async def test_a_file_that_no_program_can_record_blocks_no_other(office: Office) -> None:
    bad = await office.sends(reports(3), "d")
    rows = office.database["report_upload_rows"]
    await rows.update_one({"batch": "batch-d"}, {"$set": {"reports.1.content.as_of": "kapan?"}})
    good = await office.sends(reports(2), "e")
    await office.recorder().work(NOON, 500)
    ended = await office.stands(bad)
    assert (ended.broke_off, ended.is_open, ended.done) == (True, False, 0)
    assert (await office.stands(good)).recorded == 2


async def refuse_reports_of(office: Office, item_id: str | None) -> None:
    """The database itself refuses the reports of one item; of none for None."""
    rule: dict[str, Any] = {} if item_id is None else {"item_id": {"$ne": item_id}}
    await office.database["reports"].database.command("collMod", "reports", validator=rule)


async def test_a_file_that_the_database_refuses_waits_longer_each_time_and_holds_up_no_other(
    office: Office,
) -> None:
    await office.items.record([a_report(report_id="earlier", item_id="A-0", source="workbook")])
    await refuse_reports_of(office, "A-1")
    bad = await office.sends(reports(3), "p")
    good = await office.sends(
        [a_report(report_id=f"q-{n}", item_id="A-9", as_of=FIRST, source="workbook") for n in (1,)],
        "q",
    )
    recorder = office.recorder()
    await recorder.work(NOON, 500)
    assert (await office.stands(good)).is_open is False, "the other file goes on"

    pauses = []
    for number in range(1, 16):
        stood = await office.stands(bad)
        assert (stood.tries, stood.done_chunks, stood.is_open) == (number, 0, True)
        assert stood.waits_until is not None
        await recorder.work(office.clock.now(), 500)
        assert await office.stands(bad) == stood, "it is not tried before its time"
        pauses.append((stood.waits_until - office.clock.now()).total_seconds())
        office.clock.instant = stood.waits_until
        await recorder.work(office.clock.now(), 500)
    assert pauses == [min(2.0**n, 600.0) for n in range(15)]
    assert await office.uploads.recorded_last() == NOON, "whoever runs it sees that it waits"

    await refuse_reports_of(office, None)
    stood = await office.stands(bad)
    assert stood.waits_until is not None
    office.clock.instant = stood.waits_until
    await recorder.work(office.clock.now(), 500)
    done = await office.stands(bad)
    assert (done.recorded, done.tries, done.is_open) == (3, 0, False)


async def test_a_database_that_takes_nothing_is_no_fault_of_a_file(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.items.record([a_report(report_id="earlier", item_id="A-0", source="workbook")])
    await refuse_reports_of(office, "A-1")
    bad = await office.sends(reports(3), "r")

    async def gone(*_: Any) -> None:
        raise AutoReconnect("no primary")

    monkeypatch.setattr(office.uploads, "wait", gone)
    with pytest.raises(DatabaseTrouble):
        await office.recorder().work(NOON, 500)
    assert (await office.stands(bad)).tries == 0
    assert await Lease(office.database, "report-recording").hold(), "it is given back"


async def test_a_later_file_leaves_what_is_being_recorded_and_its_receipt_goes_after_a_day(
    office: Office,
) -> None:
    upload = await office.sends(reports(2), "f")
    later = await office.uploads.keep(b"g", name="g", by=OFFICER, at=NOON)
    kept = {row["_id"]: row async for row in office.database["report_uploads"].find()}
    assert kept.keys() == {upload.id, later.id}
    assert "expires_at" not in kept[upload.id], "what waits does not go by itself"
    await office.recorder().work(NOON, 500)
    (row,) = [one async for one in office.database["report_uploads"].find({"_id": upload.id})]
    assert row["expires_at"] == NOON + timedelta(days=1)
