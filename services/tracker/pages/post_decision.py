"""decision sent -> recorded; done or taken back -> recorded, and its page says by whom."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from chassis.auth.auth import caller
from chassis.digits import whole_number
from chassis.http.body import takes
from chassis.http.problem import Problem
from chassis.text import Text
from chassis.web.pages import form_of, wrong_form
from contracts.words import DecisionAction
from tracker.pages.decision_form import FIELDS, DecisionForm, errors_of, read_decision
from tracker.pages.decision_pages import DECISIONS, DecisionPages, decision_path

ACT_FIELDS = ("tindakan", "catatan")
DIGITS_MOST = 4
SHOWN_BESIDE = frozenset({403, 409, 422})
"""Refusals that are shown on the page itself, with what was typed."""


def routes(deciding: DecisionPages) -> APIRouter:
    """Record a decision, and what became of it."""
    router = APIRouter(route_class=deciding.pages.route, include_in_schema=False)
    decisions = deciding.decisions

    @router.post(DECISIONS)
    @takes(kilobytes=64)
    async def post_decision(request: Request) -> Response:
        """Catat keputusan dewan."""
        values, is_own = await form_of(request, FIELDS)
        form = read_decision(values)
        if not is_own:
            errors = {"keputusan": wrong_form()}
            return await deciding.form(request, DecisionForm(values, errors), 403)
        if form.wanted is None:
            return await deciding.form(request, form, 422)
        try:
            decision, _ = await decisions.decide(caller(request), form.wanted)
        except Problem as problem:
            if problem.status not in SHOWN_BESIDE or not problem.faults:
                raise
            refused = DecisionForm(values, errors_of(problem))
            return await deciding.form(request, refused, problem.status)
        return RedirectResponse(decision_path(decision), 303)

    @router.post(f"{DECISIONS}/{{decision_id}}")
    @takes(kilobytes=64)
    async def post_act(
        request: Request, decision_id: Annotated[str, Path(max_length=64)]
    ) -> Response:
        """Laporkan keputusan selesai, atau tarik kembali yang terakhir."""
        values, is_own = await form_of(request, ACT_FIELDS)
        words = values["catatan"]
        wanted = _wanted(values["tindakan"])
        if not is_own or wanted is None:
            message, status = (not_chosen(), 422) if is_own else (wrong_form(), 403)
            errors = {"catatan": message}
            return await deciding.decision(request, decision_id, errors, words, status)
        try:
            decision = await decisions.act(caller(request), decision_id, *wanted, words)
        except Problem as problem:
            if problem.status not in SHOWN_BESIDE:
                raise
            message = problem.faults[0].message if problem.faults else problem.detail
            errors = {"catatan": message}
            return await deciding.decision(request, decision_id, errors, words, problem.status)
        return RedirectResponse(decision_path(decision), 303)

    return router


def _wanted(told: str) -> tuple[DecisionAction, int] | None:
    """What a button says: action and number; None for anything else."""
    name, _, number = told.partition(" ")
    read = whole_number(number, DIGITS_MOST)
    action = next((one for one in DecisionAction if one == name), None)
    return (action, read) if action is not None and read else None


def not_chosen() -> Text:
    """Nothing is to be done."""
    return Text("Pilih dahulu apa yang dikerjakan.", "Choose first what is to be done.")
