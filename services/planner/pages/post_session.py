"""sign-in page -> session in a cookie, or a second step; signed out."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from chassis.auth.auth import Auth
from chassis.clock import Clock
from chassis.http.body import takes
from chassis.http.problem import Problem
from chassis.mongo.database import DatabaseTrouble
from chassis.text import Text
from chassis.web.pages import Pages, form_of
from chassis.web.session import end_session, keep_session, token_of
from chassis.web.site import NEXT, SIGN_IN, SIGNED_OUT
from planner.accounts.log_ins import LogIns, SecondFactorNeeded, Session
from planner.accounts.post_session import origin_of
from planner.accounts.second_factor import NEEDED, WRONG_CODE
from planner.answers import ONE_TIME_PASSWORD
from planner.pages.second_factor_pages import CODE, NO_ERRORS, step_page
from planner.sessions.service import Sessions

CHOOSE_AGENCY = "/rencana/instansi"
"""Where the agency of a session is chosen, by accounts that have several."""
SHOWN = frozenset({401, 403, 422, 429, 503})


def routes(
    pages: Pages, log_ins: LogIns, sessions: Sessions, auth: Auth, clock: Clock
) -> APIRouter:
    """Sign-in and sign-out."""
    router = APIRouter(route_class=pages.open_route, include_in_schema=False)

    @router.get(SIGN_IN)
    async def show_sign_in(
        request: Request, lanjut: Annotated[str | None, Query(max_length=500)] = None
    ) -> Response:
        """Halaman masuk."""
        return sign_in_page(pages, request, lanjut or "")

    @router.post(SIGN_IN)
    @takes(kilobytes=8)
    async def sign_in(request: Request) -> Response:
        """Masuk, dengan kata sandi baru bila diminta, lalu ke halaman yang dituju; akun dengan
        verifikasi dua langkah ke langkah kedua.
        """
        values, _ = await form_of(request, ("username", "password", "new_password", CODE, NEXT))
        username, origin = values["username"].casefold(), origin_of(request)
        password, new_password = values["password"], values["new_password"]
        try:
            session = (
                await log_ins.change_password(
                    username, password, new_password, origin, code=values[CODE]
                )
                if new_password
                else await log_ins.log_in(username, password, origin)
            )
        except SecondFactorNeeded as needed:
            if new_password and not needed.to_set_up:
                return _refused(pages, request, values, needed)
            step = await log_ins.first_step(needed)
            return step_page(pages, request, step, values[NEXT])
        except Problem as problem:
            return _refused(pages, request, values, problem)
        return entered(pages, session, request, values[NEXT], clock.now())

    @router.post("/rencana/keluar")
    @takes(kilobytes=1)
    async def sign_out(request: Request) -> Response:
        """Keluar dari perangkat ini: sesinya berakhir, juga bagi yang menyalin tokennya."""
        with suppress(Problem, DatabaseTrouble):  # the cookie goes in any case
            account = await auth.of_session(token_of(request) or "")
            await sessions.end(account.username, account.session_id, by=account)
        response = RedirectResponse(pages.site.link(SIGNED_OUT), 303)
        end_session(response)
        return response

    return router


def _refused(
    pages: Pages, request: Request, values: Mapping[str, str], problem: Problem
) -> Response:
    """The sign-in with what is wrong."""
    if problem.status not in SHOWN:
        raise problem
    errors = {"username": problem.detail}
    if problem.faults:
        errors = {"new_password": problem.faults[0].message}
    elif problem.code == ONE_TIME_PASSWORD:
        errors = {"password": problem.detail}
    elif problem.code in {NEEDED, WRONG_CODE}:
        errors = {CODE: problem.detail}
    page = sign_in_page(
        pages,
        request,
        values[NEXT],
        username=values["username"],
        errors=errors,
        first=bool(values["new_password"]) or problem.code == ONE_TIME_PASSWORD,
        asks_code=bool(values[CODE]) or CODE in errors or bool(problem.extra),
        status=problem.status,
    )
    page.headers.update(problem.headers)
    return page


def sign_in_page(
    pages: Pages,
    request: Request,
    next_page: str,
    *,
    username: str = "",
    errors: Mapping[str, Text] = NO_ERRORS,
    first: bool = False,
    asks_code: bool = False,
    status: int = 200,
) -> Response:
    """The sign-in; `first`: with a password of one's own instead of a one-time one, for which
    `asks_code` asks for a code of the second factor.
    """
    facts = {
        "next_page": next_page,
        "username": username,
        "errors": errors,
        "first": first,
        "asks_code": first and asks_code,
    }
    return pages.render(request, "sign_in.html", facts, status)


def onward(pages: Pages, session: Session, next_page: str) -> str:
    """Where a new session goes on: to the choice of its agency where it has several."""
    if session.account.agencies:
        return f"{CHOOSE_AGENCY}?{NEXT}={quote(next_page)}"
    return pages.site.next(next_page)


def entered(
    pages: Pages, session: Session, request: Request, next_page: str, now: datetime
) -> Response:
    """Onward, with the session in its cookie."""
    response = RedirectResponse(onward(pages, session, next_page), 303)
    keep(response, session, request, now)
    return response


def keep(response: Response, session: Session, request: Request, now: datetime) -> None:
    """Keep a session in the cookie of a response, until it expires."""
    seconds = int((session.session.expires_at - now).total_seconds())
    keep_session(response, session.session.text, seconds, secure=request.url.scheme == "https")
