"""answer sent -> acknowledged, silenced or handed over; the episode's page says by whom."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from chassis.auth.auth import caller
from chassis.http.body import takes
from chassis.text import Text
from chassis.web.pages import form_of, wrong_form
from contracts.account import Account
from notifier.alerting.alert import Alert
from notifier.alerting.answering import AlreadyClosed, By, NotAllowed, NotValid
from notifier.pages.alert_pages import EPISODE, AlertPages, episode_path
from notifier.pages.answer_form import (
    ANSWER_OF,
    FIELDS,
    WORDS_OF,
    Act,
    AnswerForm,
    Wanted,
    answered_meanwhile,
    closed,
    field_of,
    read_answer,
    refusals,
)
from notifier.responding.service import Answers

AlertId = Annotated[str, Path(max_length=200)]


def routes(alert_pages: AlertPages) -> APIRouter:
    """Answer an episode."""
    router = APIRouter(route_class=alert_pages.pages.route, include_in_schema=False)

    @router.post(f"{EPISODE}/{{alert_id:path}}")
    @takes(kilobytes=64)
    async def post_answer(request: Request, alert_id: AlertId) -> Response:
        """Tanggapi, diamkan, atau teruskan peringatan."""
        values, is_own = await form_of(request, FIELDS)
        account = caller(request)
        episode = await alert_pages.episode(account, alert_id)
        form = read_answer(values)
        if not is_own:
            return await alert_pages.one(request, alert_id, _refused(form, wrong_form()), 403)
        if form.wanted is None:
            return await alert_pages.one(request, alert_id, form, 422)
        if len(episode.pauses) != form.wanted.seen:
            if _is_done(account, episode, form.wanted):
                return RedirectResponse(episode_path(alert_id), 303)
            refused = _refused(form, answered_meanwhile())
            return await alert_pages.one(request, alert_id, refused, 409)
        return await _answered(alert_pages, request, alert_id, form, form.wanted)

    return router


async def _answered(
    alert_pages: AlertPages, request: Request, alert_id: str, form: AnswerForm, wanted: Wanted
) -> Response:
    account = caller(request)
    try:
        await _answer(alert_pages.answers, alert_id, By(account), wanted)
    except NotValid as error:
        wrong = replace(form, errors={field_of(wanted.act, error): error.args[0]})
        return await alert_pages.one(request, alert_id, wrong, 422)
    except NotAllowed:
        why = refusals(account, await alert_pages.episode(account, alert_id))[wanted.act]
        message = why or Text("Akun ini tidak boleh melakukannya.", "This account may not do this.")
        return await alert_pages.one(request, alert_id, _refused(form, message), 403)
    except AlreadyClosed:
        return await alert_pages.one(request, alert_id, _refused(form, closed()), 409)
    return RedirectResponse(episode_path(alert_id), 303)


async def _answer(answers: Answers, alert_id: str, by: By, wanted: Wanted) -> None:
    if wanted.act is Act.ACKNOWLEDGE:
        await answers.acknowledge(alert_id, by, wanted.until, wanted.words)
    elif wanted.act is Act.SILENCE:
        assert wanted.until is not None  # noqa: S101 - read_answer
        await answers.silence(alert_id, by, wanted.until, wanted.words)
    else:
        assert wanted.office is not None  # noqa: S101 - read_answer
        await answers.hand_over(alert_id, by, wanted.office, wanted.words)


def _refused(form: AnswerForm, message: Text) -> AnswerForm:
    """The same form with why it was refused, beside the words of its act."""
    field = WORDS_OF[form.wanted.act] if form.wanted else "catatan"
    return replace(form, errors={field: message})


def _is_done(account: Account, episode: Alert, wanted: Wanted) -> bool:
    """Whether what is wanted is what the account did last: it pressed twice."""
    if len(episode.pauses) != wanted.seen + 1:
        return False
    last = episode.pauses[-1]
    said = (ANSWER_OF[wanted.act], account.username, wanted.words, wanted.office)
    is_the_same = (last.answer, last.by, last.words, last.office) == said
    return is_the_same and wanted.until in {None, last.until}
