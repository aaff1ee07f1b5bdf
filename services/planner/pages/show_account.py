"""own account requested -> its page; password changed, sessions ended."""

from collections.abc import Mapping
from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from chassis.auth.auth import caller
from chassis.clock import Clock
from chassis.http.body import takes
from chassis.http.problem import Problem
from chassis.text import Text
from chassis.web.pages import Pages, form_of, wrong_form
from chassis.web.session import end_session
from chassis.web.site import SIGN_IN, SIGNED_OUT
from contracts.wording import ROLES
from planner.accounts.log_ins import LogIns
from planner.accounts.post_session import address_of
from planner.accounts.second_factor import NEEDED, TO_SET_UP, WRONG_CODE, is_on
from planner.accounts.second_factors import SecondFactors
from planner.accounts.service import WRONG_LOGIN, AccountService
from planner.pages.post_session import keep
from planner.pages.second_factor_pages import ACCOUNT, CODE, WRONG_PASSWORD

PASSWORD_CHANGED = Text("Kata sandi sudah diganti.", "The password has been changed.")


def routes(
    pages: Pages, log_ins: LogIns, service: AccountService, factors: SecondFactors, clock: Clock
) -> APIRouter:
    """The reader's own account."""

    async def page(
        request: Request,
        errors: Mapping[str, Text],
        status: int = 200,
        done: Text | None = None,
    ) -> Response:
        factor = await factors.of(caller(request).username)
        facts = {
            "errors": errors,
            "done": done,
            "roles": ROLES,
            "has_second_factor": is_on(factor),
            "codes_left": len(factor.recovery) if factor else 0,
        }
        return pages.render(request, "account.html", facts, status)

    router = APIRouter(route_class=pages.route, include_in_schema=False)

    @router.get(ACCOUNT)
    async def show_account(request: Request, selesai: Literal["sandi"] | None = None) -> Response:
        """Akun saya: ganti kata sandi, keluar."""
        return await page(request, {}, done=PASSWORD_CHANGED if selesai else None)

    @router.post(f"{ACCOUNT}/sandi")
    @takes(kilobytes=8)
    async def change_password(request: Request) -> Response:
        """Ganti kata sandi; sesi di perangkat lain berakhir."""
        values, is_own = await form_of(request, ("password", "new_password", CODE))
        account = caller(request)
        if not is_own:
            errors = {"password": wrong_form()}
            return await page(request, errors, 403)
        try:
            session = await log_ins.change_password(
                account.username,
                values["password"],
                values["new_password"],
                address_of(request),
                agency=account.agency,
                code=values[CODE],
            )
        except Problem as problem:
            if problem.code == TO_SET_UP:
                return RedirectResponse(pages.site.link(SIGN_IN), 303)
            return await page(request, _errors(problem), problem.status)
        response = RedirectResponse(f"{ACCOUNT}?selesai=sandi", 303)
        keep(response, session, request, clock.now())
        return response

    @router.post(f"{ACCOUNT}/keluar-semua")
    @takes(kilobytes=1)
    async def end_sessions(request: Request) -> Response:
        """Keluar dari semua perangkat."""
        _, is_own = await form_of(request, ())
        if not is_own:
            errors = {"password": wrong_form()}
            return await page(request, errors, 403)
        account = caller(request)
        await service.end_sessions(account.username, by=account)
        response = RedirectResponse(pages.site.link(SIGNED_OUT), 303)
        end_session(response)
        return response

    return router


def _errors(problem: Problem) -> dict[str, Text]:
    """What is wrong with a change of the password, by its field."""
    if problem.faults:
        return {"new_password": problem.faults[0].message}
    if problem.code in {NEEDED, WRONG_CODE}:
        return {CODE: problem.detail}
    return {"password": WRONG_PASSWORD if problem.code == WRONG_LOGIN else problem.detail}
