"""The reader's own account: its password, its sessions, and signing out everywhere."""

from collections.abc import Mapping

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from chassis.auth.auth import caller
from chassis.clock import Clock
from chassis.http.problem import Problem
from chassis.text import Text
from chassis.web.pages import Pages, form_of, wrong_form
from chassis.web.session import end_session
from chassis.web.site import SIGN_IN, SIGNED_OUT
from contracts.wording import ROLES
from planner.accounts.log_ins import LogIns
from planner.accounts.password_service import WRONG_LOGIN
from planner.accounts.post_session import origin_of
from planner.accounts.second_factor import NEEDED, TO_SET_UP, WRONG_CODE, is_on
from planner.accounts.second_factors import SecondFactors
from planner.accounts.service import AccountService
from planner.pages.listed_sessions import sessions_shown
from planner.pages.post_session import keep
from planner.pages.second_factor_pages import ACCOUNT, CODE, NO_ERRORS, WRONG_PASSWORD
from planner.sessions.service import Sessions


class OwnAccountPages:
    """Shows the reader's account, and changes it as its forms say."""

    def __init__(
        self,
        *,
        pages: Pages,
        log_ins: LogIns,
        service: AccountService,
        factors: SecondFactors,
        sessions: Sessions,
        clock: Clock,
        zone: str,
    ) -> None:
        """`zone`: the time zone in which sessions are shown."""
        self.pages = pages
        self._log_ins = log_ins
        self._service = service
        self._factors = factors
        self._sessions = sessions
        self._clock = clock
        self._zone = zone

    async def page(
        self,
        request: Request,
        errors: Mapping[str, Text] = NO_ERRORS,
        status: int = 200,
        done: Text | None = None,
    ) -> Response:
        """The account, with what is wrong or was done."""
        account = caller(request)
        factor = await self._factors.of(account.username)
        facts = {
            "errors": errors,
            "done": done,
            "roles": ROLES,
            "has_second_factor": is_on(factor),
            "codes_left": len(factor.recovery) if factor else 0,
            "sessions": await sessions_shown(self._sessions, account.username, account),
            "zone": self._zone,
        }
        return self.pages.render(request, "account.html", facts, status)

    async def change_password(self, request: Request) -> Response:
        """Change the password; the sessions on other devices end."""
        values, is_own = await form_of(request, ("password", "new_password", CODE))
        account = caller(request)
        if not is_own:
            return await self.page(request, {"password": wrong_form()}, 403)
        try:
            session = await self._log_ins.change_password(
                account.username,
                values["password"],
                values["new_password"],
                origin_of(request),
                agency=account.agency,
                code=values[CODE],
            )
        except Problem as problem:
            if problem.code == TO_SET_UP:
                return RedirectResponse(self.pages.site.link(SIGN_IN), 303)
            return await self.page(request, _errors(problem), problem.status)
        response = RedirectResponse(f"{ACCOUNT}?selesai=sandi", 303)
        keep(response, session, request, self._clock.now())
        return response

    async def end_sessions(self, request: Request) -> Response:
        """Sign out everywhere."""
        _, is_own = await form_of(request, ())
        if not is_own:
            return await self.page(request, {"password": wrong_form()}, 403)
        account = caller(request)
        await self._service.end_sessions(account.username, by=account)
        return self._signed_out()

    async def end_session(self, request: Request, session_id: str) -> Response:
        """End one session, such as one on a lost phone."""
        _, is_own = await form_of(request, ())
        if not is_own:
            return await self.page(request, {"password": wrong_form()}, 403)
        account = caller(request)
        await self._sessions.end(account.username, session_id, by=account)
        if session_id == account.session_id:
            return self._signed_out()
        return RedirectResponse(f"{ACCOUNT}?selesai=sesi", 303)

    def _signed_out(self) -> Response:
        response = RedirectResponse(self.pages.site.link(SIGNED_OUT), 303)
        end_session(response)
        return response


def _errors(problem: Problem) -> dict[str, Text]:
    """What is wrong with a change of the password, by its field."""
    if problem.faults:
        return {"new_password": problem.faults[0].message}
    if problem.code in {NEEDED, WRONG_CODE}:
        return {CODE: problem.detail}
    return {"password": WRONG_PASSWORD if problem.code == WRONG_LOGIN else problem.detail}
