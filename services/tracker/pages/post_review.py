"""reviews sent -> done, each by itself; what was refused is shown with its reason."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from chassis.auth.auth import caller
from chassis.digits import whole_number
from chassis.http.body import takes
from chassis.http.problem import Problem
from chassis.text import Text
from chassis.web.pages import form_of, many_fields_of, wrong_form
from contracts.calendar import ReviewStep
from contracts.words import ReviewAction
from tracker.pages.show_receipt import ReceiptPages, receipt_path
from tracker.pages.show_reviews import CHOSEN, REVIEWS, SHOWN_MOST, ReviewPages
from tracker.review.service import Done, Wanted, problem_of

REPORT = f"{REVIEWS}/laporan"
FIELDS = ("laporan", "tindakan", "words")
DIGITS_MOST = 6
KINDS = {f"{action} {step}": (action, step) for action in ReviewAction for step in ReviewStep}


def routes(reviewing: ReviewPages, receipts: ReceiptPages) -> APIRouter:
    """Verify or sign a list of reports in one go; or do one step with one report."""
    router = APIRouter(route_class=reviewing.pages.route, include_in_schema=False)
    reviews = reviewing.reviews

    @router.post(REVIEWS)
    @takes(kilobytes=64)
    async def post_reviews(request: Request) -> Response:
        """Kerjakan langkah saya untuk laporan yang dipilih."""
        account = caller(request)
        chosen, is_own = await many_fields_of(request, CHOSEN, SHOWN_MOST)
        if not is_own:
            return await reviewing.listed(
                request, chosen=set(chosen.values()), notice=wrong_form(), status=403
            )
        step = reviews.step_of(account)
        wanted = [one for one in map(_wanted, chosen.values()) if one] if step else []
        if not wanted:
            return await reviewing.listed(request, notice=nothing_chosen(), status=422)
        passed = [Wanted(key, ReviewAction.PASSED, step, number) for number, key in wanted if step]
        done = await reviews.act(account, passed)
        refused = [one for one in done if one.fault]
        count = len(done) - len(refused)
        if not refused:
            return RedirectResponse(f"{REVIEWS}?selesai={count}", 303)
        return await reviewing.listed(request, done=count, refused=refused, status=409)

    @router.post(REPORT)
    @takes(kilobytes=64)
    async def post_review(request: Request) -> Response:
        """Kerjakan satu langkah untuk satu laporan."""
        values, is_own = await form_of(request, FIELDS)
        key, words = values["laporan"], values["words"]
        if not is_own:
            return await receipts.receipt(request, key, {"words": wrong_form()}, words, 403)
        wanted = _one(key, values["tindakan"], words)
        if wanted is None:
            return await receipts.receipt(request, key, {"words": nothing_chosen()}, words, 422)
        (done,) = await reviews.act(caller(request), [wanted])
        if done.fault is None:
            return RedirectResponse(receipt_path(key), 303)
        return await _refused(request, done, receipts)

    return router


async def _refused(request: Request, done: Done, receipts: ReceiptPages) -> Response:
    """The report with what is wrong, and the words that were typed."""
    assert done.fault  # noqa: S101 - it was refused
    problem: Problem = problem_of(done.fault)
    errors = {"words": problem.detail}
    return await receipts.receipt(
        request, done.wanted.key, errors, done.wanted.words, problem.status
    )


def _wanted(value: str) -> tuple[int, str] | None:
    """Number and key in a field that chooses a report; None for any other value."""
    number, _, key = value.partition(" ")
    read = whole_number(number, DIGITS_MOST)
    return (read, key) if read and key else None


def _one(key: str, told: str, words: str) -> Wanted | None:
    """What a button says: action, step and number; None for anything else."""
    kind, _, number = told.rpartition(" ")
    read = whole_number(number, DIGITS_MOST)
    if kind not in KINDS or not read:
        return None
    action, step = KINDS[kind]
    return Wanted(key, action, step, read, words)


def nothing_chosen() -> Text:
    """Nothing is to be done."""
    return Text("Pilih dahulu apa yang dikerjakan.", "Choose first what is to be done.")
