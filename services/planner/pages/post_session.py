"""sign-in page -> session in a cookie; signed out."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from chassis.clock import Clock
from chassis.http.body import takes
from chassis.http.problem import Problem
from chassis.web.pages import Pages, form_of
from chassis.web.session import end_session, keep_session
from chassis.web.site import NEXT, SIGN_IN
from planner.accounts.log_ins import LogIns, Session
from planner.accounts.post_session import address_of


def routes(pages: Pages, log_ins: LogIns, clock: Clock) -> APIRouter:
    """Sign-in and sign-out."""
    router = APIRouter(route_class=pages.open_route, include_in_schema=False)

    @router.get(SIGN_IN)
    async def show_sign_in(
        request: Request, lanjut: Annotated[str | None, Query(max_length=500)] = None
    ) -> Response:
        """Halaman masuk."""
        facts = {"next_page": lanjut or "", "username": "", "errors": {}}
        return pages.render(request, "sign_in.html", facts)

    @router.post(SIGN_IN)
    @takes(kilobytes=8)
    async def sign_in(request: Request) -> Response:
        """Masuk, lalu ke halaman yang diminta."""
        values, _ = await form_of(request, ("username", "password", NEXT))
        username = values["username"].casefold()
        try:
            session = await log_ins.log_in(username, values["password"], address_of(request))
        except Problem as problem:
            if problem.status not in {401, 429, 503}:
                raise
            facts = {
                "next_page": values[NEXT],
                "username": values["username"],
                "errors": {"username": problem.detail},
            }
            page = pages.render(request, "sign_in.html", facts, problem.status)
            page.headers.update(problem.headers)
            return page
        response = RedirectResponse(pages.site.next(values[NEXT]), 303)
        keep(response, session, request, clock.now())
        return response

    @router.post("/rencana/keluar")
    @takes(kilobytes=1)
    async def sign_out(request: Request) -> Response:
        """Keluar dari perangkat ini."""
        response = RedirectResponse(SIGN_IN, 303)
        end_session(response)
        return response

    return router


def keep(response: Response, session: Session, request: Request, now: datetime) -> None:
    """Keep a session in the cookie of a response, until it expires."""
    seconds = int((session.expires_at - now).total_seconds())
    keep_session(response, session.token, seconds, secure=request.url.scheme == "https")
