"""POST /api/v1/sipd/imports; PUT /api/v1/sipd/links; GET /api/v1/items/{item_id}/money."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, File, Path, Query, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth.auth import Auth, Caller, must_be
from chassis.files.readers import FileReaders, file_problem
from chassis.http.body import ONE_FILE, takes, takes_a_file
from chassis.http.strict import FILE_ALONE
from chassis.sheets.refusal import FileRefused
from chassis.text import Text
from contracts.account import OF_AN_AGENCY
from contracts.words import AgencyCode, Rupiah
from tracker.funding.export import YEARS, Answer, ReadSheet, sheets_of
from tracker.funding.funding import MONTHS, Money
from tracker.funding.overview import FundingOverview, MoneyOfItem
from tracker.funding.service import CODES_MOST, FundingService
from tracker.items.repository import ItemRepository
from tracker.items.visible_item import visible_item
from tracker.sipd.sipd_file import SheetKind, SipdFile

LISTED_MOST = 200
"""Differences and unreadable cells in an answer; all are counted."""
Code = Annotated[str, Field(min_length=1, max_length=40, description="Of a sub kegiatan.")]


class FiguresSheet(BaseModel):
    """A sheet with figures of sub kegiatan."""

    sheet: str
    kind: SheetKind
    agency: str = Field(description="As its title names it.")
    year: int | None = Field(description="Null where the sheet does not say it.")
    month: int | None = Field(description="Last month; null where the sheet does not say it.")
    cumulative: bool | None = Field(description="Null where the sheet does not tell.")
    sub_activities: int
    sums: dict[Money, Rupiah]


class CellNote(BaseModel):
    """A cell that differs from others, or cannot be read."""

    sheet: str
    cell: str | None
    message: Text


class FiguresTaken(BaseModel):
    """What an export says, and how many figures were taken from it; 0 in a dry run."""

    figures: int
    sheets: list[FiguresSheet]
    differences: list[CellNote]
    unreadable: list[CellNote]
    more: int = Field(description="Differences and unreadable cells that are not listed.")


class LinkWanted(BaseModel):
    """The item that a sub kegiatan funds; null: none."""

    model_config = ConfigDict(extra="forbid")

    code: Code
    item_id: Annotated[str | None, Field(max_length=64)]


class LinksWanted(BaseModel):
    """Sub kegiatan of the caller's agency; those that are not named stay as they are."""

    model_config = ConfigDict(extra="forbid")

    links: Annotated[list[LinkWanted], Field(min_length=1, max_length=CODES_MOST)]


class LinksChanged(BaseModel):
    """How many links changed."""

    changed: int


class SubActivityShown(BaseModel):
    """A sub kegiatan that funds an item."""

    agency: AgencyCode
    code: str
    name: str


class CourseShown(BaseModel):
    """Money of a year up to the end of each month, from January; null where it is not known."""

    year: int
    budget: Rupiah | None
    planned: list[Rupiah | None]
    spent: list[Rupiah | None]


class LackShown(BaseModel):
    """Realisation that was not sent yet."""

    year: int
    agency: AgencyCode
    code: str


class MoneyShown(BaseModel):
    """The money of an item as the sub kegiatan say that fund it."""

    spent: Rupiah | None = Field(description="Null while it is not known of all of them.")
    as_of: date | None
    counts: bool = Field(description="False where no figure is known, or a report says a later.")
    sub_activities: list[SubActivityShown]
    courses: list[CourseShown]
    lacking: list[LackShown]


def routes(
    funding: FundingService,
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
        dry_run: bool = False,
    ) -> dict[str, Any]:
        """Ambil angka dari ekspor SIPD. Tahun, bulan dan cara hitungnya hanya untuk lembar yang
        tidak menyebutnya; `falls`: realisasinya memang turun.
        """
        must_be(account, *OF_AN_AGENCY)
        answer = Answer(year, month, cumulative, falls)
        try:
            async with readers.turn(account.username):
                data = await readers.received(file)
            export = await funding.read(data, account)
            sheets = sheets_of(export)
            figures, answers = 0, {one.number: answer for one in sheets}
            upload = funding.sent(data, file.filename or "", account)
            if dry_run:
                await funding.checked(export, upload, answers)
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
            "sheets": [_sheet_view(one) for one in sheets],
            "differences": listed[0],
            "unreadable": listed[1],
            "more": len(differences) + len(unreadable) - len(listed[0]) - len(listed[1]),
        }

    @router.put("/sipd/links", responses={200: {"model": LinksChanged}})
    @takes(kilobytes=64)
    async def put_links(account: Caller, body: LinksWanted) -> dict[str, Any]:
        """Tautkan sub kegiatan ke rencana aksi yang didanainya."""
        wanted = {one.code: one.item_id or "" for one in body.links}
        return {"changed": await funding.link(wanted, account)}

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
            **_money_view(await overview.of_item(item)),
        }

    return router


def _sheet_view(sheet: ReadSheet) -> Mapping[str, Any]:
    return {
        "sheet": sheet.name,
        "kind": sheet.kind,
        "agency": sheet.agency,
        "year": sheet.year,
        "month": sheet.month,
        "cumulative": sheet.cumulative,
        "sub_activities": sheet.sub_activities,
        "sums": sheet.sums,
    }


def _money_view(money: MoneyOfItem) -> Mapping[str, Any]:
    return {
        "sub_activities": [
            {**one.of._asdict(), "name": money.names.get(one.of, "")} for one in money.links
        ],
        "courses": [
            {"year": one.year, "budget": one.budget, "planned": one.planned, "spent": one.spent}
            for one in money.courses
        ],
        "lacking": [{"year": year, **of._asdict()} for year, of in money.lacking],
    }
