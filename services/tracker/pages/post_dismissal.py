"""dismissal sent -> the mark is dismissed, with words, and the report's page shows by whom."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from chassis.auth.auth import caller
from chassis.http.body import takes
from chassis.web.pages import Pages, form_of, wrong_form
from tracker.pages.show_receipt import ReceiptPages, receipt_path
from tracker.pages.show_reviews import REVIEWS
from tracker.plausibility.service import DismissalWanted, ReportMarks, problem_of

DISMISSALS = f"{REVIEWS}/tinjauan"
FIELDS = ("laporan", "aturan", "catatan")


def routes(pages: Pages, marks: ReportMarks, receipts: ReceiptPages) -> APIRouter:
    """Dismiss one mark of a report."""
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    @router.post(DISMISSALS)
    @takes(kilobytes=64)
    async def post_dismissal(request: Request) -> Response:
        """Tutup satu tanda perlu ditinjau dengan catatan."""
        values, is_own = await form_of(request, FIELDS)
        key, words = values["laporan"], values["catatan"]
        if not is_own:
            errors = {"catatan": wrong_form()}
            return await receipts.receipt(request, key, errors, status=403, looked=words)
        rule, _, finding = values["aturan"].partition(" ")
        wanted = DismissalWanted(key, rule, finding, words)
        (done,) = await marks.dismiss(caller(request), [wanted])
        if done.fault is None:
            return RedirectResponse(receipt_path(key), 303)
        problem = problem_of(done.fault)
        errors = {"catatan": problem.detail}
        return await receipts.receipt(request, key, errors, status=problem.status, looked=words)

    return router
