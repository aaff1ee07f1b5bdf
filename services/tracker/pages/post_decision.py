"""decision sent -> recorded; done or taken back -> recorded, and its page says by whom."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from chassis.auth.auth import caller
from chassis.digits import whole_number
from chassis.http.body import KILO, takes, takes_a_file
from chassis.http.problem import Problem
from chassis.text import Text
from chassis.web.pages import form_of, form_with_file, must_be_own, wrong_form
from contracts.words import DecisionAction
from tracker.pages.decision_form import (
    FIELDS,
    FILE,
    DecisionForm,
    errors_of,
    read_decision,
    with_file_to_choose,
)
from tracker.pages.decision_pages import DECISIONS, DecisionPages, decision_path

ACT_FIELDS = ("tindakan", "catatan")
DIGITS_MOST = 4
SHOWN_BESIDE = frozenset({403, 409, 422})
"""Refusals that are shown on the page itself, with what was typed."""
OF_A_FILE = frozenset({413, 503})
"""Those too, where they are of its file."""
FIELD_BYTES = 64 * KILO


def routes(deciding: DecisionPages) -> APIRouter:
    """Record a decision, and what became of it."""
    router = APIRouter(route_class=deciding.pages.route, include_in_schema=False)
    decisions = deciding.decisions

    @router.post(DECISIONS)
    @takes_a_file
    async def post_decision(request: Request) -> Response:
        """Catat keputusan dewan, dengan berkas risalahnya bila ada: keduanya, atau tidak sama
        sekali.
        """
        return await _recorded(deciding, request)

    @router.post(f"{DECISIONS}/{{decision_id}}/risalah")
    @takes_a_file
    async def post_minutes(
        request: Request, decision_id: Annotated[str, Path(max_length=64)]
    ) -> Response:
        """Tambahkan berkas risalah pada keputusan yang belum punya."""
        file, _, is_own = await form_with_file(request)
        try:
            must_be_own(is_own)
            if file is None:
                raise Problem(422, "file-missing", no_file())
            decision = await decisions.add_minutes(caller(request), decision_id, file)
        except Problem as problem:
            if problem.status not in SHOWN_BESIDE | OF_A_FILE:
                raise
            message = problem.faults[0].message if problem.faults else problem.detail
            return await deciding.decision(
                request, decision_id, {FILE: message}, status=problem.status
            )
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


async def _recorded(deciding: DecisionPages, request: Request) -> Response:
    """To the decision's page; or the form with what was typed and what is wrong with it."""
    file, values, is_own = await form_with_file(request, FIELDS, field_bytes=FIELD_BYTES)
    form, status = read_decision(values), 422
    if not is_own:
        form, status = DecisionForm(values, {"keputusan": wrong_form()}), 403
    if form.wanted is not None:
        try:
            decision, _ = await deciding.decisions.decide(caller(request), form.wanted, file)
            return RedirectResponse(decision_path(decision), 303)
        except Problem as problem:
            beside = SHOWN_BESIDE | OF_A_FILE if file else SHOWN_BESIDE
            if problem.status not in beside or not (file or problem.faults):
                raise
            form, status = DecisionForm(values, errors_of(problem)), problem.status
    return await deciding.form(request, with_file_to_choose(form) if file else form, status)


def _wanted(told: str) -> tuple[DecisionAction, int] | None:
    """What a button says: action and number; None for anything else."""
    name, _, number = told.partition(" ")
    read = whole_number(number, DIGITS_MOST)
    action = next((one for one in DecisionAction if one == name), None)
    return (action, read) if action is not None and read else None


def no_file() -> Text:
    """No file came with the form."""
    return Text("Pilih dahulu berkasnya.", "Choose the file first.")


def not_chosen() -> Text:
    """Nothing is to be done."""
    return Text("Pilih dahulu apa yang dikerjakan.", "Choose first what is to be done.")
