"""link of a message opened -> a page that asks; its form sent -> acknowledged or handed over.

Whoever has the link may answer, without an account: the token in it is the proof, so that neither a
session nor the form's origin is asked for. Opening it changes nothing: mail scanners follow links.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from chassis.http.body import takes
from chassis.http.problem import Problem
from chassis.http.strict import StrictRoute
from chassis.text import Text
from chassis.web.pages import Pages, form_of
from contracts.wording import ALERT_RULES, ALERT_WHY, OFFICES
from notifier.alerting.answering import AlreadyClosed, NotAllowed, NotValid
from notifier.pages.answer_form import (
    EMPTY,
    WORDS_OF,
    Act,
    AnswerForm,
    Wanted,
    field_of,
    not_chosen,
    read_answer,
)
from notifier.responding.link import LONGEST_TOKEN, RESPOND, LinkNotValid
from notifier.responding.service import Responding

FIELDS = ("tindakan", "sampai", "catatan", "kepada", "pesan")
OF_ACCOUNTS = {"dilihat": "", "diam_sampai": "", "alasan": ""}
"""Fields of the forms for accounts that these do not have."""
BY_LINK = frozenset({Act.ACKNOWLEDGE, Act.HAND_OVER})
Token = Annotated[str, Path(max_length=LONGEST_TOKEN)]
Days = Callable[[], int]
NameOf = Callable[[str], Awaitable[str]]


def routes(pages: Pages, responding: Responding, days: Days, name_of: NameOf) -> APIRouter:
    """Tanggapi lewat tautan dalam pesan; `days`: how many working days an answer holds at most;
    `name_of`: the name of an agency.
    """
    router = APIRouter(route_class=StrictRoute, include_in_schema=False)

    async def page(request: Request, token: str, form: AnswerForm, status: int) -> Response:
        try:
            asked = await responding.open(token, _address(request))
        except LinkNotValid:
            raise no_link() from None
        facts = {
            "asked": asked,
            "agency_name": await name_of(asked.episode.agency),
            "form": form,
            "days": days(),
            "alert_rules": ALERT_RULES,
            "reasons": ALERT_WHY,
            "offices": OFFICES,
            "path": f"{RESPOND}/{token}",
        }
        return pages.render(request, "response.html", facts, status)

    @router.get(f"{RESPOND}/{{token}}")
    async def show_response(request: Request, token: Token) -> Response:
        """Bertanya, dan tidak mengubah apa pun."""
        return await page(request, token, EMPTY, 200)

    @router.post(f"{RESPOND}/{{token}}")
    @takes(kilobytes=16)
    async def post_response(request: Request, token: Token) -> Response:
        """Tanggapi atau teruskan."""
        values, _ = await form_of(request, FIELDS)
        form = _read({**OF_ACCOUNTS, **values})
        if form.wanted is None:
            return await page(request, token, form, 422)
        try:
            await _answer(responding, token, _address(request), form.wanted)
        except LinkNotValid:
            raise no_link() from None
        except NotValid as error:
            wrong = AnswerForm(form.values, {field_of(form.wanted.act, error): error.args[0]})
            return await page(request, token, wrong, 422)
        except (NotAllowed, AlreadyClosed):
            return await page(request, token, _not_taken(form.values, form.wanted), 409)
        return RedirectResponse(f"{RESPOND}/{token}", 303)

    return router


def _read(values: Mapping[str, str]) -> AnswerForm:
    if values["tindakan"] in BY_LINK:
        return read_answer(values)
    return AnswerForm(values, {"catatan": not_chosen()})


async def _answer(responding: Responding, token: str, address: str, wanted: Wanted) -> None:
    if wanted.act is Act.ACKNOWLEDGE:
        await responding.acknowledge(token, address, wanted.until, wanted.words)
    elif wanted.office is not None:
        await responding.hand_over(token, address, wanted.office, wanted.words)


def _not_taken(values: Mapping[str, str], wanted: Wanted) -> AnswerForm:
    message = Text(
        "Tanggapan ini tidak dapat diterima lewat tautan ini; masuk untuk menanggapi.",
        "This answer cannot be taken by this link; sign in to answer.",
    )
    return AnswerForm(values, {WORDS_OF[wanted.act]: message})


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def no_link() -> Problem:
    """404: no link of ours, or of an episode that is not kept any more."""
    return Problem(
        404,
        "no-such-link",
        Text(
            "Tautan ini tidak lengkap, atau peringatannya sudah tidak disimpan. Salin seluruh "
            "tautan dari pesannya, atau masuk dan buka Peringatan.",
            "This link is not complete, or its alert is not kept any more. Copy the whole link "
            "from the message, or sign in and open Alerts.",
        ),
    )
