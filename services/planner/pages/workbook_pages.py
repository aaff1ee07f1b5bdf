"""The pages of an import: a workbook is looked at, repaired, and applied as it was looked at."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from chassis.auth.auth import caller
from chassis.clock import Clock
from chassis.column_names.repository import ColumnNames
from chassis.files.download import download
from chassis.files.readers import FileReaders, file_problem
from chassis.files.sent_workbook import (
    left_out,
    message_of,
    sent_bytes,
    unread_sheets,
    upload_gone,
)
from chassis.http.problem import Fault, Problem
from chassis.http.validation import wrong
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.sheets.refusal import FileRefused
from chassis.text import Text
from chassis.web.pages import Pages, form_of, form_with_file, many_fields_of, must_be_own
from contracts.wording import SMART_PILLARS as PILLARS
from planner.agencies.names import AgencyNames
from planner.metrics import Metrics
from planner.pages.keeper import keeper, regions_of
from planner.pages.preview_form import (
    columns_of,
    meanings_of,
    of_kind,
    repairs_of,
    said_of,
)
from planner.regions.region import Regions
from planner.regions.scope import region_for
from planner.uploads.repository import Uploads
from planner.uploads.upload import Upload
from planner.workbook.columns import PLAN
from planner.workbook.judging import JudgedPlan
from planner.workbook.mending import CELLS_MOST
from planner.workbook.plan_file import PlanFile
from planner.workbook.preview import preview
from planner.workbook.refused_rows import write_refused
from planner.workbook.service import WorkbookService

IMPORT = "/rencana/impor"
FIELDS_MOST = 2_000
"""Of a form: four for each of the cells that are shown, and the columns of several sheets."""
SHOWN = frozenset({403, 409, 413, 422, 503})
NO_ERRORS: Mapping[str, Text] = {}
PARTIAL = "sah"


class WorkbookPages:
    """Shows what a workbook would change to those who keep the plan, and applies it."""

    def __init__(
        self,
        *,
        pages: Pages,
        service: WorkbookService,
        readers: FileReaders[PlanFile],
        uploads: Uploads,
        names: ColumnNames,
        agencies: AgencyNames,
        regions: Regions,
        metrics: Metrics,
        clock: Clock,
        zone: str,
    ) -> None:
        """`zone`: the time zone in which times are shown."""
        self.pages = pages
        self._service = service
        self._readers = readers
        self._uploads = uploads
        self._names = names
        self._agencies = agencies
        self._regions = regions
        self._metrics = metrics
        self._clock = clock
        self._zone = zone

    async def form(
        self, request: Request, errors: Mapping[str, Text] = NO_ERRORS, status: int = 200
    ) -> Response:
        """The form for a workbook."""
        by = keeper(request)
        facts = {"errors": errors, "regions": regions_of(by, self._regions)}
        return self.pages.render(request, "plan_import.html", facts, status)

    async def receive(self, request: Request) -> Response:
        """Keep a workbook to be looked at, instead of the earlier one."""
        by = keeper(request)
        file, values, is_own = await form_with_file(request, ("region",))
        try:
            must_be_own(is_own)
            region = region_for(by, values["region"] or None, self._regions)
            name, data = await sent_bytes(file, self._readers, by.username)
        except FileRefused as error:
            return await self._unreadable(request, error)
        except Problem as problem:
            if problem.status not in SHOWN:
                raise
            message = message_of(problem)
            return await self.form(request, {"file": message}, problem.status)
        now = self._clock.now()
        upload = await self._uploads.keep(data, name=name, owner=by.username, region=region, at=now)
        return RedirectResponse(import_path(upload), 303)

    def _today(self, upload: Upload) -> date:
        zone = ZoneInfo(self._regions[upload.region].time_zone)
        return self._clock.now().astimezone(zone).date()

    async def show(
        self,
        request: Request,
        upload_id: str,
        errors: Mapping[str, Text] = NO_ERRORS,
        status: int = 200,
    ) -> Response:
        """What the workbook would change, cell by cell where it is doubtful."""
        upload = await self._own(request, upload_id)
        if upload.applied is not None:
            facts: dict[str, Any] = {"upload": upload, "counts": upload.applied}
            return self.pages.render(request, "plan_imported.html", facts)
        try:
            judged = await self._look(upload)
        except FileRefused as error:
            await self._uploads.forget(upload)
            return await self._unreadable(request, error)
        named = await self._names.of(upload.region)
        facts = {
            "upload": upload,
            "errors": errors,
            "view": await asyncio.to_thread(preview, judged, self._today(upload)),
            "unread": unread_sheets(judged.notes),
            "left_out": left_out(judged.notes),
            "notes": judged.notes,
            "tables": columns_of(judged.tables, named),
            "headers": {column.field: column.header for column in PLAN.columns},
            "pillars": PILLARS.values(),
            "zone": self._zone,
            "agencies": (await self._agencies.of(caller(request), upload.region)).values(),
        }
        return self.pages.render(request, "plan_preview.html", facts, status)

    async def repair(self, request: Request, upload_id: str) -> Response:
        """Keep what was typed anew, in cells and for all rows of a sheet; the other cells stay as
        the file has them. Remember for the region what headers mean.
        """
        upload = await self._own(request, upload_id)
        fields, is_own = await many_fields_of(request, "", FIELDS_MOST)
        typed, were, chosen, alike, said = (
            of_kind(fields, kind) for kind in ("sel:", "ada:", "pilih:", "semua:", "isi:")
        )
        cells = repairs_of(typed, were, chosen, alike) | said_of(said)
        try:
            must_be_own(is_own)
            if not await self._uploads.repair(upload, cells):
                raise wrong([Fault("isi", "too-many-repairs", _too_many())])
        except Problem as problem:
            return await self._refused(request, upload, problem)
        meanings = meanings_of(of_kind(fields, "kolom:"), of_kind(fields, "dulu:"))
        if meanings:
            by = caller(request).username
            await self._names.remember(upload.region, meanings, self._clock.now(), by)
        return RedirectResponse(import_path(upload), 303)

    async def apply(self, request: Request, upload_id: str) -> Response:
        """Apply what was looked at; if the plan has changed meanwhile, it is shown anew."""
        upload = await self._own(request, upload_id)
        given, is_own = await form_of(request, ("cara", "terlihat"))
        if upload.applied is None:
            try:
                must_be_own(is_own)
                await self._carry_out(upload, given["terlihat"], partial=given["cara"] == PARTIAL)
            except FileRefused as error:
                return await self._refused(request, upload, file_problem(error))
            except Problem as problem:
                return await self._refused(request, upload, problem)
        return RedirectResponse(import_path(upload), 303)

    async def _carry_out(self, upload: Upload, seen: str, *, partial: bool) -> None:
        """Apply it with the outcome that was seen. Raises 409, 422, FileRefused."""

        def applied(unit: UnitOfWork, judged: JudgedPlan) -> None:
            counts = {**judged.counts, "unread_sheets": len(unread_sheets(judged.notes))}
            self._uploads.applied(unit, upload, counts, self._clock.now())

        async with self._readers.turn(upload.owner):
            done = await self._service.import_file(
                upload.data,
                region=upload.region,
                dry_run=False,
                partial=partial,
                by=upload.owner,
                cells=upload.cells,
                expected=seen,
                alongside=applied,
            )
        self._metrics.imported(done, dry_run=False)
        if done.overtaken:  # where the same button was pressed twice, its receipt is shown
            raise Problem(409, "plan-changed", _overtaken())
        if not done.applied:
            raise wrong([Fault("isi", "import-refused", _still_refused())])

    async def discard(self, request: Request, upload_id: str) -> Response:
        """Forget the workbook; nothing was changed by it."""
        upload = await self._own(request, upload_id)
        _, is_own = await form_of(request, ())
        try:
            must_be_own(is_own)
        except Problem as problem:
            return await self._refused(request, upload, problem)
        await self._uploads.forget(upload)
        return RedirectResponse(IMPORT, 303)

    async def refused_rows(self, request: Request, upload_id: str) -> Response:
        """The refused rows as a workbook, each with the reasons in a column of its own."""
        upload = await self._own(request, upload_id)
        try:
            judged = await self._look(upload)
        except FileRefused as error:
            raise file_problem(error) from None
        data = await asyncio.to_thread(write_refused, judged)
        return download(data, f"ditolak-{upload.region}.xlsx")

    async def template(self, request: Request, region: str | None) -> Response:
        """An empty workbook with every column, and the region's agencies."""
        region = region_for(keeper(request), region, self._regions)
        return download(await self._service.template(region), f"templat-rencana-{region}.xlsx")

    async def export(self, request: Request, region: str | None) -> Response:
        """The region's plan as a workbook that can be imported again."""
        by = keeper(request)
        region = region_for(by, region, self._regions)
        data, _ = await self._service.export(region, by=by.username)
        return download(data, f"rencana-aksi-{region}.xlsx")

    async def _look(self, upload: Upload) -> JudgedPlan:
        async with self._readers.turn(upload.owner):
            return await self._service.look(upload.data, region=upload.region, cells=upload.cells)

    async def _refused(self, request: Request, upload: Upload, problem: Problem) -> Response:
        if problem.status not in SHOWN:
            raise problem
        message = message_of(problem)
        return await self.show(request, upload.id, {"isi": message}, problem.status)

    async def _unreadable(self, request: Request, error: FileRefused) -> Response:
        problem = file_problem(error)
        return await self.form(request, {"file": problem.detail}, problem.status)

    async def _own(self, request: Request, upload_id: str) -> Upload:
        """The keeper's own workbook, of a region that is still theirs. Raises 404."""
        by = keeper(request)
        upload = await self._uploads.of(upload_id, by.username)
        if upload is None or by.region not in {None, upload.region}:
            raise upload_gone()
        return upload


def import_path(upload: Upload) -> str:
    """Where a workbook is looked at."""
    return f"{IMPORT}/{upload.id}"


def _too_many() -> Text:
    return Text(
        f"Lebih dari {CELLS_MOST} sel diperbaiki di sini; perbaiki berkasnya dan kirim lagi.",
        f"More than {CELLS_MOST} cells were repaired here; mend the file and send it again.",
    )


def _overtaken() -> Text:
    return Text(
        "Rencana berubah sejak Anda melihat berkas ini, jadi belum ada yang diterapkan. Periksa "
        "lagi di bawah, lalu terapkan.",
        "The plan has changed since you looked at this file, so nothing has been applied. Look at "
        "it again below, and apply it.",
    )


def _still_refused() -> Text:
    return Text(
        "Masih ada baris yang ditolak, jadi belum ada yang diterapkan. Perbaiki selnya, atau "
        "terapkan yang sah saja.",
        "Rows are still refused, so nothing has been applied. Mend their cells, or apply the "
        "valid ones only.",
    )
