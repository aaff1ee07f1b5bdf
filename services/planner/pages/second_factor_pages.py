"""The pages of a second factor: its secret while it is set up, its recovery codes once."""

from collections.abc import Mapping
from typing import Any

import segno
from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from chassis.auth.auth import caller
from chassis.http.problem import Problem
from chassis.text import Text
from chassis.web.pages import Pages, form_of, must_be_own
from chassis.web.session import end_session
from chassis.web.site import SIGNED_OUT
from planner.accounts.log_ins import LogIns, Step
from planner.accounts.password_service import WRONG_LOGIN
from planner.accounts.post_session import origin_of
from planner.accounts.second_factor import SecondFactor, is_on
from planner.accounts.second_factors import SecondFactors

ACCOUNT = "/rencana/akun"
OWN = f"{ACCOUNT}/dua-langkah"
CODE = "one_time_code"
STEP = "langkah"
"""The hidden field with the token of the first step."""
ENTER_CODE, SET_UP = "/rencana/masuk/kode", "/rencana/masuk/pasang"
WRONG_PASSWORD = Text("Kata sandi sekarang tidak benar.", "The present password is not right.")
NO_ERRORS: Mapping[str, Text] = {}
SHOWN = frozenset({401, 403, 409, 429, 503})


def step_page(
    pages: Pages,
    request: Request,
    step: Step,
    next_page: str,
    *,
    errors: Mapping[str, Text] = NO_ERRORS,
    status: int = 200,
) -> Response:
    """After the right password: asks for a code, or shows the secret to set up."""
    facts: dict[str, Any] = {"token": step.token, "next_page": next_page, "errors": errors}
    factor = step.account.second_factor
    if factor is None or is_on(factor):
        return pages.render(request, "second_step.html", facts, status)
    facts |= {**_setting_up(step.account.username, factor), "action": SET_UP, "demanded": True}
    return pages.render(request, "second_factor.html", facts, status)


def codes_page(pages: Pages, request: Request, codes: tuple[str, ...], onward: str) -> Response:
    """The recovery codes, this once."""
    return pages.render(request, "recovery_codes.html", {"codes": codes, "onward": onward})


class SecondFactorPages:
    """Shows the second factor of the reader's own account, and changes it as its forms say."""

    def __init__(self, pages: Pages, log_ins: LogIns, factors: SecondFactors) -> None:
        self.pages = pages
        self._log_ins = log_ins
        self._factors = factors

    async def own(
        self, request: Request, errors: Mapping[str, Text] = NO_ERRORS, status: int = 200
    ) -> Response:
        """The secret while it is set up, what can be done once it is on; else the account."""
        username = caller(request).username
        factor = await self._factors.of(username)
        if factor is None:
            return RedirectResponse(ACCOUNT, 303)
        facts: dict[str, Any] = {"errors": errors, "left": len(factor.recovery)}
        if is_on(factor):
            return self.pages.render(request, "second_factor_on.html", facts, status)
        facts |= {"action": f"{OWN}/nyalakan", "token": "", "next_page": "", "demanded": False}
        facts |= _setting_up(username, factor)
        return self.pages.render(request, "second_factor.html", facts, status)

    async def begin(self, request: Request) -> Response:
        """A new secret, to be set up."""
        _, is_own = await form_of(request, ())
        must_be_own(is_own)
        await self._factors.begin(caller(request).username)
        return RedirectResponse(OWN, 303)

    async def turn_on(self, request: Request) -> Response:
        """Turn on with the first code."""
        values, is_own = await form_of(request, (CODE,))
        try:
            must_be_own(is_own)
            _, codes = await self._factors.turn_on(caller(request).username, values[CODE])
        except Problem as problem:
            return await self._refused(request, problem)
        return codes_page(self.pages, request, codes, ACCOUNT)

    async def renew_codes(self, request: Request) -> Response:
        """New recovery codes, after the password and a code."""
        try:
            _, codes = await self._factors.renew_codes(await self._proven(request))
        except Problem as problem:
            return await self._refused(request, problem)
        return codes_page(self.pages, request, codes, ACCOUNT)

    async def turn_off(self, request: Request) -> Response:
        """Turn off, after the password and a code; every session ends, this one too."""
        try:
            await self._factors.turn_off(await self._proven(request))
        except Problem as problem:
            return await self._refused(request, problem)
        response = RedirectResponse(self.pages.site.link(SIGNED_OUT), 303)
        end_session(response)
        return response

    async def _proven(self, request: Request) -> str:
        values, is_own = await form_of(request, ("password", CODE))
        must_be_own(is_own)
        username = caller(request).username
        await self._log_ins.prove(username, values["password"], values[CODE], origin_of(request))
        return username

    async def _refused(self, request: Request, problem: Problem) -> Response:
        if problem.status not in SHOWN:
            raise problem
        errors = {CODE: problem.detail}
        if problem.code == WRONG_LOGIN:
            errors = {"password": WRONG_PASSWORD}
        response = await self.own(request, errors, problem.status)
        response.headers.update(problem.headers)
        return response


def _setting_up(username: str, factor: SecondFactor) -> dict[str, Any]:
    """The secret, for the owner's authenticator app."""
    uri = factor.uri(username)
    picture = segno.make_qr(uri, error="m").svg_data_uri(omitsize=True, light="#fff")
    return {"groups": factor.groups, "uri": uri, "picture": picture}
