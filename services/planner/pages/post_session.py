"""sign-in page -> session in a cookie; signed out."""

from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from chassis.clock import Clock
from chassis.http.body import takes
from chassis.http.problem import Problem
from chassis.web.pages import Pages, form_of
from chassis.web.session import end_session, keep_session
from chassis.web.site import NEXT, SIGN_IN, SIGNED_OUT
from planner.accounts.log_ins import LogIns, Session
from planner.accounts.post_session import address_of
from planner.answers import ONE_TIME_PASSWORD

CHOOSE_AGENCY = "/rencana/instansi"
"""Where the agency of a session is chosen, by accounts that have several."""
SHOWN = frozenset({401, 403, 422, 429, 503})


def routes(pages: Pages, log_ins: LogIns, clock: Clock) -> APIRouter:
    """Sign-in and sign-out."""
    router = APIRouter(route_class=pages.open_route, include_in_schema=False)

    @router.get(SIGN_IN)
    async def show_sign_in(
        request: Request, lanjut: Annotated[str | None, Query(max_length=500)] = None
    ) -> Response:
        """Halaman masuk."""
        facts = {"next_page": lanjut or "", "username": "", "errors": {}, "first": False}
        return pages.render(request, "sign_in.html", facts)

    @router.post(SIGN_IN)
    @takes(kilobytes=8)
    async def sign_in(request: Request) -> Response:
        """Masuk, dengan kata sandi baru bila diminta, lalu ke halaman yang dituju."""
        values, _ = await form_of(request, ("username", "password", "new_password", NEXT))
        username, address = values["username"].casefold(), address_of(request)
        password, new_password = values["password"], values["new_password"]
        try:
            session = (
                await log_ins.change_password(username, password, new_password, address)
                if new_password
                else await log_ins.log_in(username, password, address)
            )
        except Problem as problem:
            if problem.status not in SHOWN:
                raise
            errors = {"username": problem.detail}
            if problem.faults:
                errors = {"new_password": problem.faults[0].message}
            elif problem.code == ONE_TIME_PASSWORD:
                errors = {"password": problem.detail}
            facts = {
                "next_page": values[NEXT],
                "username": values["username"],
                "errors": errors,
                "first": bool(new_password) or problem.code == ONE_TIME_PASSWORD,
            }
            page = pages.render(request, "sign_in.html", facts, problem.status)
            page.headers.update(problem.headers)
            return page
        onward = pages.site.next(values[NEXT])
        if session.account.agencies:
            onward = f"{CHOOSE_AGENCY}?{NEXT}={quote(values[NEXT])}"
        response = RedirectResponse(onward, 303)
        keep(response, session, request, clock.now())
        return response

    @router.post("/rencana/keluar")
    @takes(kilobytes=1)
    async def sign_out(request: Request) -> Response:
        """Keluar dari perangkat ini."""
        response = RedirectResponse(pages.site.link(SIGNED_OUT), 303)
        end_session(response)
        return response

    return router


def keep(response: Response, session: Session, request: Request, now: datetime) -> None:
    """Keep a session in the cookie of a response, until it expires."""
    seconds = int((session.session.expires_at - now).total_seconds())
    keep_session(response, session.session.text, seconds, secure=request.url.scheme == "https")
