"""GET /api/v1/letters/{region} and /api/v1/letters/{region}/{week}: the letters to the council."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from chassis.auth.auth import Auth, Caller
from chassis.http.paging import Cursor, Limit, after, cursor_after
from contracts import CouncilLetter
from contracts.council_letter import Week
from contracts.words import RegionCode
from tracker.letters.reading import LetterReading
from tracker.letters.view import LetterPage, letter_view, listed_view

Region = Annotated[RegionCode, Path()]


def routes(reading: LetterReading, auth: Auth) -> APIRouter:
    """The letters of a region that the caller sees as a whole."""
    router = APIRouter(prefix="/api/v1/letters", tags=["letters"], route_class=auth.route)

    @router.get("/{region}", responses={200: {"model": LetterPage}})
    async def list_letters(
        account: Caller, region: Region, limit: Limit = 50, cursor: Cursor = None
    ) -> dict[str, Any]:
        """Surat mingguan kepada Dewan, yang terakhir lebih dahulu."""
        found = await reading.listed(account, region, after(cursor), limit)
        return {
            "items": [listed_view(one) for one in found.letters],
            "next": cursor_after(found.next) if found.next else None,
        }

    @router.get("/{region}/{week}", responses={200: {"model": CouncilLetter}})
    async def show_letter(
        account: Caller, region: Region, week: Annotated[Week, Path()]
    ) -> dict[str, Any]:
        """Satu surat, seperti waktu dibuat; PDF-nya ada di halaman surat."""
        return letter_view((await reading.letter(account, region, week)).letter)

    return router
