"""POST /api/v1/sipd/imports; PUT /api/v1/sipd/links; GET /api/v1/items/{item_id}/money."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Path, Query, UploadFile

from chassis.auth.auth import Auth, Caller, must_be
from chassis.files.readers import FileReaders, file_problem
from chassis.http.body import ONE_FILE, takes, takes_a_file
from chassis.http.strict import FILE_ALONE
from chassis.sheets.refusal import FileRefused
from contracts.account import OF_AN_AGENCY
from tracker.funding.export import YEARS, Answer, sheets_of
from tracker.funding.figure import MONTHS
from tracker.funding.links import LinkService
from tracker.funding.overview import FundingOverview
from tracker.funding.service import FundingService
from tracker.funding.shown import (
    FiguresTaken,
    LinksChanged,
    LinksWanted,
    MoneyShown,
    money_view,
    sheet_view,
)
from tracker.items.repository import ItemRepository
from tracker.items.visible_item import visible_item
from tracker.sipd.sipd_file import SipdFile
from tracker.sipd.work_unit import NAME_MOST, work_unit_key

LISTED_MOST = 200
"""Differences and unreadable cells in an answer; all are counted."""


def routes(
    *,
    funding: FundingService,
    links: LinkService,
    overview: FundingOverview,
    items: ItemRepository,
    readers: FileReaders[SipdFile],
    auth: Auth,
) -> APIRouter:
    """The money side for agencies' systems."""
    router = APIRouter(prefix="/api/v1", tags=["money"], route_class=auth.route)

    @router.post(
        "/sipd/imports",
        dependencies=[FILE_ALONE],
        form_limits=ONE_FILE,
        responses={200: {"model": FiguresTaken}},
    )
    @takes_a_file
    async def import_figures(
        *,
        account: Caller,
        file: Annotated[UploadFile, File(description="RAK atau LRA dari SIPD")],
        year: Annotated[int | None, Query(ge=YEARS[0], le=YEARS[1])] = None,
        month: Annotated[int | None, Query(ge=1, le=MONTHS)] = None,
        cumulative: bool | None = None,
        falls: bool = False,
        work_unit: Annotated[str | None, Query(max_length=NAME_MOST)] = None,
        dry_run: bool = False,
    ) -> dict[str, Any]:
        """Ambil angka dari ekspor SIPD. Tahun, bulan dan cara hitungnya hanya untuk lembar yang
        tidak menyebutnya; `falls`: realisasinya memang turun. `work_unit`: unit yang punya
        angkanya, hanya bila ditanyakan (`whose-unit`); `-`: seluruh perangkat daerah, atau yang
        selama ini tanpa nama unit. Angka bulan yang sama dari unit itu diganti, unit lain tetap.
        """
        must_be(account, *OF_AN_AGENCY)
        unit = None if work_unit is None else work_unit_key(work_unit)
        answer = Answer(year, month, cumulative, falls, unit)
        try:
            async with readers.turn(account.username):
                data = await readers.received(file)
            export = await funding.read(data, account)
            sheets = sheets_of(export)
            figures, answers = 0, {one.number: answer for one in sheets}
            upload = funding.sent(data, file.filename or "", account)
            effects = await funding.effects(export, upload, answers)
            if dry_run:
                await funding.checked(export, upload, answers, account)
            else:
                figures = await funding.take(export, upload, answers, account)
        except FileRefused as error:
            raise file_problem(error) from None
        differences = [(one.sheet, one.cell, one.message) for one in export.differences]
        unreadable = [(one.sheet, one.cell, one.fault.message) for one in export.faults]
        listed = [
            [{"sheet": s, "cell": c, "message": text} for s, c, text in those]
            for those in (differences[:LISTED_MOST], unreadable[:LISTED_MOST])
        ]
        return {
            "figures": figures,
            "sheets": [sheet_view(one, effects[one.number]) for one in sheets],
            "differences": listed[0],
            "unreadable": listed[1],
            "more": len(differences) + len(unreadable) - len(listed[0]) - len(listed[1]),
        }

    @router.put("/sipd/links", responses={200: {"model": LinksChanged}})
    @takes(kilobytes=64)
    async def put_links(account: Caller, body: LinksWanted) -> dict[str, Any]:
        """Tautkan sub kegiatan ke rencana aksi yang didanainya."""
        wanted = {one.code: one.item_id or "" for one in body.links}
        return {"changed": await links.link(wanted, account, year=body.year)}

    @router.get("/items/{item_id}/money", responses={200: {"model": MoneyShown}})
    async def show_money(
        account: Caller, item_id: Annotated[str, Path(max_length=64)]
    ) -> dict[str, Any]:
        """Uang satu rencana aksi menurut sub kegiatannya, per bulan."""
        item = await visible_item(items, account, item_id)
        money = item.funding
        return {
            "spent": money.spent if money else None,
            "as_of": money.as_of if money else None,
            "counts": item.is_funded,
            **money_view(await overview.of_item(item)),
        }

    return router
