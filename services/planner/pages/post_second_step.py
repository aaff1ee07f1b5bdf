"""code after the right password -> session; second factor set up at sign-in -> session."""

from fastapi import APIRouter, Request, Response

from chassis.clock import Clock
from chassis.http.body import takes
from chassis.http.problem import Problem
from chassis.web.pages import Pages, form_of
from chassis.web.site import NEXT
from planner.accounts.log_ins import LogIns
from planner.accounts.post_session import origin_of
from planner.pages.post_session import SHOWN, entered, keep, onward, sign_in_page
from planner.pages.second_factor_pages import CODE, ENTER_CODE, SET_UP, STEP, codes_page, step_page


def routes(pages: Pages, log_ins: LogIns, clock: Clock) -> APIRouter:
    """The second step of the sign-in."""
    router = APIRouter(route_class=pages.open_route, include_in_schema=False)

    async def again(request: Request, values: dict[str, str], problem: Problem) -> Response:
        """The step once more; the sign-in where it is over."""
        if problem.status not in {*SHOWN, 409}:
            raise problem
        try:
            step = await log_ins.at_step(values[STEP])
        except Problem as over:
            errors = {"username": over.detail}
            return sign_in_page(pages, request, values[NEXT], errors=errors, status=over.status)
        errors = {CODE: problem.detail}
        page = step_page(pages, request, step, values[NEXT], errors=errors, status=problem.status)
        page.headers.update(problem.headers)
        return page

    @router.post(ENTER_CODE)
    @takes(kilobytes=8)
    async def enter_code(request: Request) -> Response:
        """Kode dari aplikasi autentikator, atau kode pemulihan; lalu ke halaman yang dituju."""
        values, _ = await form_of(request, (STEP, CODE, NEXT))
        try:
            session = await log_ins.second_step(values[STEP], values[CODE], origin_of(request))
        except Problem as problem:
            return await again(request, values, problem)
        return entered(pages, session, request, values[NEXT], clock.now())

    @router.post(SET_UP)
    @takes(kilobytes=8)
    async def set_up(request: Request) -> Response:
        """Pasang verifikasi dua langkah yang wajib; kode pemulihannya tampak sekali ini saja."""
        values, _ = await form_of(request, (STEP, CODE, NEXT))
        try:
            session, codes = await log_ins.set_up(values[STEP], values[CODE], origin_of(request))
        except Problem as problem:
            return await again(request, values, problem)
        response = codes_page(pages, request, codes, onward(pages, session, values[NEXT]))
        keep(response, session, request, clock.now())
        return response

    return router
