"""Records the reports of spreadsheets, a hundred at a time, until none is left."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from chassis.audit.entry import Deed, Value
from chassis.audit.trail import Trail
from chassis.clock import Clock
from chassis.mongo.database import Database, DatabaseTrouble, TooManyConflicts
from chassis.mongo.lease import Lease
from chassis.mongo.unit_of_work import UnitOfWork
from tracker.deeds import REPORTS_IMPORTED
from tracker.items.service import Items
from tracker.report_sheets.documents import Document, report_of_row
from tracker.report_sheets.judging import REFUSED, UNCHANGED
from tracker.report_sheets.repository import ReportUploads
from tracker.report_sheets.upload import REFUSALS_MOST, Recording, Upload, pause_after
from tracker.reporting.verdict import Outcome, Verdict

CONFLICTS = 5
"""Conflicts after which a chunk is tried again later."""

log = structlog.get_logger()


class Recorder:
    """One of all replicas records at a time, by a lease: where it is killed, another goes on after
    the last chunk that was committed. A chunk is recorded in one transaction with the note that it
    is, so that none is recorded twice, and none is lost.
    """

    def __init__(
        self,
        *,
        database: Database,
        uploads: ReportUploads,
        items: Items,
        trail: Trail,
        clock: Clock,
    ) -> None:
        self._uploads = uploads
        self._items = items
        self._trail = trail
        self._clock = clock
        self._lease = Lease(database, "report-recording")

    async def work(self, _now: datetime, _limit: int) -> int:
        """Record all that waits, the chunks of several files in turn; 0, as none is left over. A
        file whose reports the database does not take is tried again later, and holds up no other.
        """
        if not await self._uploads.is_due(self._clock.now()) or not await self._lease.hold():
            return 0
        try:
            while await self._pass():
                pass
        finally:
            await self._lease.release()
        return 0

    async def _pass(self) -> bool:
        """One chunk of each file; whether any came on."""
        moved = False
        for upload in await self._uploads.open_recordings(self._clock.now()):
            if not await self._lease.hold():
                return False
            moved = await self._go_on(upload) or moved
        return moved

    async def _go_on(self, upload: Upload) -> bool:
        recording = upload.recording
        assert recording  # noqa: S101 - it was looked for
        try:
            await self._record(upload, recording)
        except TooManyConflicts as error:
            log.info("reports of a file are overtaken", upload=upload.id, why=repr(error)[:300])
            return False
        except (DatabaseTrouble, OSError, TimeoutError) as error:
            tries = recording.tries + 1
            until = self._clock.now() + pause_after(recording.tries)
            # Fails as well where the database takes nothing: that is no fault of the file.
            await self._uploads.wait(upload, tries, until)
            why = repr(error)[:300]
            log.warning("reports of a file wait", upload=upload.id, tries=tries, why=why)
            return False
        except Exception as error:
            log.error("a file's reports cannot be recorded", upload=upload.id, exc_info=error)
            await self._uploads.break_off(upload, self._clock.now())
        return True

    async def _record(self, upload: Upload, recording: Recording) -> None:
        rows = await self._uploads.rows_of(recording)
        if not rows:
            raise LookupError(f"no reports of {recording.batch}/{recording.done_chunks}")
        reports = [report_of_row(row, upload, recording) for row in rows]

        def moved(unit: UnitOfWork, outcomes: Sequence[Outcome]) -> None:
            after = after_chunk(recording, rows, outcomes)
            self._uploads.moved(unit, upload.id, after, self._clock.now())
            if not after.is_open:
                self._trail.put(unit, _imported(upload, after))

        await self._items.record(reports, conflicts=CONFLICTS, alongside=moved)


def after_chunk(
    recording: Recording, rows: Sequence[Document], outcomes: Sequence[Outcome]
) -> Recording:
    """The recording once these reports are dealt with."""
    verdicts = Counter(outcome.verdict for outcome in outcomes)
    refusals = [
        (row["where"], outcome.faults[0].message)
        for row, outcome in zip(rows, outcomes, strict=True)
        if outcome.faults
    ]
    done = recording.done_chunks + 1
    return replace(
        recording,
        done_chunks=done,
        recorded=recording.recorded + verdicts[Verdict.RECORDED],
        unchanged=recording.unchanged + verdicts[Verdict.DUPLICATE],
        refused=recording.refused + verdicts[Verdict.REFUSED] + verdicts[Verdict.CONFLICT],
        refusals=(*recording.refusals, *refusals)[:REFUSALS_MOST],
        is_open=done < recording.chunks,
        tries=0,
        waits_until=None,
    )


def _imported(upload: Upload, done: Recording) -> Deed:
    told: dict[str, Value] = {
        "file": upload.sha256,
        "accepted": done.recorded,
        "unchanged": done.unchanged + done.left_out[UNCHANGED],
        "refused": done.refused + done.left_out[REFUSED],
    }
    return Deed(REPORTS_IMPORTED, upload.owner, upload.agency, told)
