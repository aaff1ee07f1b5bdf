"""letters requested -> the weekly letters to the council: a list, one as a page, one as PDF."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request, Response

from chassis.auth.auth import caller
from chassis.http.paging import Cursor, after, cursor_after
from chassis.web.pages import Pages
from contracts import CouncilLetter
from contracts.council_letter import Week
from contracts.wording import STATUSES
from tracker.letters.reading import LetterReading
from tracker.pages.letter_paper import LetterPaper, letter_facts

LETTERS = "/kemajuan/surat"
LISTED_MOST = 26
"""Half a year."""
Region = Annotated[str, Query(max_length=32)]


def routes(pages: Pages, reading: LetterReading, paper: LetterPaper) -> APIRouter:
    """Surat mingguan kepada Dewan sebagai halaman."""
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    @router.get(LETTERS)
    async def show_letters(
        request: Request, wilayah: Region = "", sesudah: Cursor = None
    ) -> Response:
        """Semua surat, yang terakhir lebih dahulu."""
        account = caller(request)
        listed = await reading.listed(account, wilayah, after(sesudah), LISTED_MOST)
        regions = await reading.regions.of(account)
        of_region = {"wilayah": listed.region} if len(regions) > 1 else {}
        next_at = await reading.next_at(listed.region)
        facts = {
            "listed": listed,
            "regions": regions,
            "next_at": next_at,
            "zone": await reading.time_zone(listed.region),
            "statuses": STATUSES,
            "address": lambda one, ending="": _address(one, ending, of_region),
            "is_first": sesudah is None,
            "first_page": _linked(LETTERS, of_region),
            "more": _linked(LETTERS, {**of_region, "sesudah": cursor_after(listed.next)})
            if listed.next
            else None,
        }
        return pages.render(request, "letters.html", facts)

    @router.get(f"{LETTERS}/{{week}}.pdf")
    async def show_letter_pdf(
        request: Request, week: Annotated[Week, Path()], wilayah: Region = ""
    ) -> Response:
        """PDF surat itu, seperti yang dikirim."""
        found = await reading.letter(caller(request), wilayah, week)
        data = found.pdf or await paper.drawn(found.letter)
        name = f"surat-dewan-{found.letter.region}-{found.letter.week}.pdf"
        headers = {"Content-Disposition": f'inline; filename="{name}"'}
        return Response(data, media_type="application/pdf", headers=headers)

    @router.get(f"{LETTERS}/{{week}}")
    async def show_letter(
        request: Request, week: Annotated[Week, Path()], wilayah: Region = ""
    ) -> Response:
        """Satu surat."""
        account = caller(request)
        letter = (await reading.letter(account, wilayah, week)).letter
        of_region = {"wilayah": letter.region} if account.region is None else {}
        facts = {
            **letter_facts(letter),
            "on_paper": False,
            "paper_link": _address(letter, ".pdf", of_region),
            "filters": _linked("", of_region),
        }
        return pages.render(request, "letter.html", facts)

    return router


def _address(letter: CouncilLetter, ending: str, asked: dict[str, str]) -> str:
    return _linked(f"{LETTERS}/{letter.week}{ending}", asked)


def _linked(path: str, asked: dict[str, str]) -> str:
    return f"{path}?{urlencode(asked)}" if asked else path
