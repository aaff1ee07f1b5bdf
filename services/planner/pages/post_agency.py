"""agency of the session requested -> chosen: a new cookie of the same session."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from chassis.auth.auth import caller
from chassis.clock import Clock
from chassis.http.body import takes
from chassis.web.pages import Pages, form_of, wrong_form
from chassis.web.session import token_of
from chassis.web.site import NEXT
from planner.accounts.log_ins import LogIns
from planner.agencies.repository import AgencyRepository
from planner.pages.post_session import CHOOSE_AGENCY, keep


def routes(pages: Pages, log_ins: LogIns, agencies: AgencyRepository, clock: Clock) -> APIRouter:
    """The choice of who has several agencies, such as an acting head (Plt.)."""
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    async def page(request: Request, next_page: str, *, is_own: bool = True) -> Response:
        stored = [(code, await agencies.agency(code)) for code in caller(request).agencies]
        facts = {
            "next_page": next_page,
            "named": [(code, one.draft.name if one else code) for code, one in stored],
            "notice": wrong_form() if stored and not is_own else None,
        }
        return pages.render(request, "agency.html", facts, 200 if is_own else 403)

    @router.get(CHOOSE_AGENCY)
    async def show_agencies(
        request: Request, lanjut: Annotated[str, Query(max_length=500)] = ""
    ) -> Response:
        """Untuk siapa Anda bertindak?"""
        return await page(request, lanjut)

    @router.post(CHOOSE_AGENCY)
    @takes(kilobytes=4)
    async def choose_agency(request: Request) -> Response:
        """Bertindak untuk satu perangkat daerah selama sesi ini."""
        values, is_own = await form_of(request, ("agency", NEXT))
        if not is_own:
            return await page(request, values[NEXT], is_own=False)
        session = log_ins.for_agency(caller(request), token_of(request) or "", values["agency"])
        response = RedirectResponse(pages.site.next(values[NEXT]), 303)
        keep(response, session, request, clock.now())
        return response

    return router
