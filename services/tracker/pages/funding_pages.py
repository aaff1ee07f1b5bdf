"""The pages of the money side: exports of SIPD sent and looked at, sub kegiatan linked to items."""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from chassis.auth.auth import caller, must_be
from chassis.clock import Clock
from chassis.files.readers import FileReaders, file_problem
from chassis.files.sent_workbook import message_of, sent_bytes
from chassis.http.problem import Problem
from chassis.sheets.refusal import FileRefused
from chassis.text import Text
from chassis.web.pages import Pages, form_of, form_with_file, many_fields_of, must_be_own
from contracts.account import OF_AN_AGENCY
from tracker.funding.code_rows import AT_ONCE
from tracker.funding.documents import Upload
from tracker.funding.export import sheets_of
from tracker.funding.figure import MONTHS, month_end
from tracker.funding.links import LinkService
from tracker.funding.overview import FundingOverview
from tracker.funding.service import FundingService
from tracker.items.repository import ItemRepository
from tracker.items.visible_item import visible_item
from tracker.pages.curve import money_drawing
from tracker.pages.funding_form import (
    CHOICE,
    CODE,
    FUNDING,
    NEW_UNIT,
    PROPOSALS,
    SEEN,
    SHEETS_MOST,
    THIS_UNIT,
    address_of,
    answers_in,
    errors_of,
    wanted_in,
)
from tracker.sipd.sipd_file import SheetKind, SipdFile

SHOWN_MOST = 50
"""Differences and unreadable cells that are listed."""
SHOWN = frozenset({403, 409, 413, 422, 503})
NO_ERRORS: Mapping[str, Text] = {}
NOTHING: Mapping[str, str] = {}
KINDS = {
    SheetKind.CASH_PLAN: "RAK",
    SheetKind.REALISATION: "LRA",
    SheetKind.REPEAT: "ulangan",
    SheetKind.HIDDEN: "tersembunyi",
    SheetKind.UNKNOWN: "tidak dibaca",
}
MONEY_KINDS = {"planned": "RAK", "spent": "LRA", "budget": "pagu"}


class FundingPages:
    """Shows those of an agency what SIPD says of their money, and takes it."""

    def __init__(
        self,
        *,
        pages: Pages,
        funding: FundingService,
        links: LinkService,
        overview: FundingOverview,
        items: ItemRepository,
        readers: FileReaders[SipdFile],
        clock: Clock,
    ) -> None:
        self.pages = pages
        self._funding = funding
        self._links = links
        self._overview = overview
        self._items = items
        self._readers = readers
        self._clock = clock

    async def overview(
        self,
        request: Request,
        errors: Mapping[str, Text] = NO_ERRORS,
        status: int = 200,
        chosen: Mapping[str, str] | None = None,
        given: Mapping[str, str] = NOTHING,
    ) -> Response:
        """The agency's sub kegiatan and the items that they fund, those that are chosen by `given`;
        the form for an export.
        """
        wanted = wanted_in(given)
        facts = {
            "errors": errors,
            "money": await self._overview.of_agency(caller(request), wanted),
            "wanted": wanted,
            "address": address_of,
            "chosen": chosen,
            "proposals": given.get(PROPOSALS) == "1",
            "kinds": MONEY_KINDS,
            "month_end": month_end,
        }
        return self.pages.render(request, "funding.html", facts, status)

    async def receive(self, request: Request) -> Response:
        """Keep an export to be looked at, instead of the earlier one."""
        by = caller(request)
        must_be(by, *OF_AN_AGENCY)
        file, _, is_own = await form_with_file(request)
        try:
            must_be_own(is_own)
            name, data = await sent_bytes(file, self._readers, by.username)
        except FileRefused as error:
            return await self._unreadable(request, error)
        except Problem as problem:
            if problem.status not in SHOWN:
                raise
            return await self.overview(request, {"file": message_of(problem)}, problem.status)
        upload = await self._funding.receive(data, name, by)
        return RedirectResponse(f"{FUNDING}/{upload.id}", 303)

    async def show(self, request: Request, upload_id: str) -> Response:
        """What an export says, and what has to be answered before it counts."""
        upload = await self._funding.upload(upload_id, caller(request))
        return await self._shown(request, upload, {})

    async def _shown(
        self,
        request: Request,
        upload: Upload,
        given: Mapping[str, str],
        errors: Mapping[str, Text] = NO_ERRORS,
        status: int = 200,
    ) -> Response:
        try:
            file = await self._funding.look(upload, caller(request))
        except FileRefused as error:
            await self._funding.discard(upload, caller(request))
            return await self._unreadable(request, error)
        this_year = self._clock.now().year
        answers = answers_in(given)
        facts = {
            "effects": await self._funding.effects(file, upload, answers),
            "this_unit": THIS_UNIT,
            "new_unit": NEW_UNIT,
            "month_end": month_end,
            "upload": upload,
            "errors": errors,
            "given": given,
            "sheets": sheets_of(file),
            "others": [one for one in file.sheets if one.reason],
            "kinds": KINDS,
            "differences": file.differences,
            "faults": file.faults,
            "left_out": sum(one.count for one in file.left_out),
            "shown_most": SHOWN_MOST,
            "this_year": this_year,
            "months": [date(this_year, number, 1) for number in range(1, MONTHS + 1)],
        }
        return self.pages.render(request, "funding_file.html", facts, status)

    async def confirm(self, request: Request, upload_id: str) -> Response:
        """Take the figures that were looked at."""
        by = caller(request)
        upload = await self._funding.upload(upload_id, by)
        given, is_own = await many_fields_of(request, "", 6 * SHEETS_MOST)
        try:
            must_be_own(is_own)
            await self._funding.confirm(upload, answers_in(given), by)
        except FileRefused as error:
            await self._funding.discard(upload, by)
            return await self._unreadable(request, error)
        except Problem as problem:
            if problem.status not in SHOWN:
                raise
            return await self._shown(request, upload, given, errors_of(problem), problem.status)
        return RedirectResponse(FUNDING, 303)

    async def discard(self, request: Request, upload_id: str) -> Response:
        """Forget an export; nothing was taken from it."""
        by = caller(request)
        upload = await self._funding.upload(upload_id, by)
        _, is_own = await form_of(request, ())
        try:
            must_be_own(is_own)
        except Problem as problem:
            errors = {"isi": message_of(problem)}
            return await self._shown(request, upload, {}, errors, problem.status)
        await self._funding.discard(upload, by)
        return RedirectResponse(FUNDING, 303)

    async def link(self, request: Request) -> Response:
        """Let sub kegiatan fund the items that were chosen for them."""
        given, is_own = await many_fields_of(request, "", 2 * AT_ONCE + len(CHOICE) + 1)
        chosen, seen = (
            {name.removeprefix(kind): text for name, text in given.items() if name.startswith(kind)}
            for kind in (CODE, SEEN)
        )
        try:
            must_be_own(is_own)
            year = wanted_in(given).year
            await self._links.link(chosen, caller(request), seen, year)
        except Problem as problem:
            if problem.status not in SHOWN:
                raise
            errors = {"tautan": message_of(problem)}
            return await self.overview(request, errors, problem.status, chosen, given)
        return RedirectResponse(address_of(wanted_in(given)), 303)

    async def ask_withdrawal(self, request: Request, file: str) -> Response:
        """What changes when the figures of a confirmed file count no longer, before they do."""
        facts = {
            "withdrawal": await self._funding.withdrawal(file, caller(request)),
            "kinds": MONEY_KINDS,
            "month_end": month_end,
        }
        return self.pages.render(request, "funding_withdrawal.html", facts)

    async def withdraw(self, request: Request) -> Response:
        """The figures of a confirmed file count no longer."""
        given, is_own = await form_of(request, ("berkas",))
        try:
            must_be_own(is_own)
            await self._funding.withdraw(given["berkas"], caller(request))
        except Problem as problem:
            if problem.status not in SHOWN:
                raise
            return await self.overview(request, {"berkas": message_of(problem)}, problem.status)
        return RedirectResponse(FUNDING, 303)

    async def of_item(self, request: Request, item_id: str) -> Response:
        """The money of an item, month by month, as its sub kegiatan say."""
        item = await visible_item(self._items, caller(request), item_id)
        facts = {
            "item": item,
            "money": await self._overview.of_item(item),
            "month_end": month_end,
            "today": self._clock.now().astimezone(ZoneInfo(item.plan.time_zone)).date(),
            "drawing": money_drawing,
        }
        return self.pages.render(request, "item_money.html", facts)

    async def _unreadable(self, request: Request, error: FileRefused) -> Response:
        problem = file_problem(error)
        return await self.overview(request, {"file": problem.detail}, problem.status)
