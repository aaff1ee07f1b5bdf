"""dismissal sent -> the mark is dismissed, with words, and the page it came from says by whom."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from chassis.auth.auth import caller
from chassis.http.body import takes
from chassis.text import Text
from chassis.web.pages import Pages, form_of, wrong_form
from tracker.pages.show_item import ITEMS, ItemId, ItemPages, item_path
from tracker.pages.show_receipt import ReceiptPages, receipt_path
from tracker.pages.show_reviews import REVIEWS
from tracker.plausibility.service import DismissalWanted, ReportMarks, problem_of

DISMISSALS = f"{REVIEWS}/tinjauan"
FIELDS = ("laporan", "aturan", "catatan")
ON_ITEM = ("tanda", "catatan")


def routes(
    pages: Pages, marks: ReportMarks, receipts: ReceiptPages, item_pages: ItemPages
) -> APIRouter:
    """Dismiss one mark of a report, on its receipt or on the page of its item."""
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

    @router.post(f"{ITEMS}/{{item_id}}/tinjauan")
    @takes(kilobytes=64)
    async def post_dismissal_on_item(request: Request, item_id: ItemId) -> Response:
        """Tutup satu tanda dari halaman rencana aksinya."""
        values, is_own = await form_of(request, ON_ITEM)
        chosen, words = values["tanda"], values["catatan"]
        name, message, status = "catatan", wrong_form(), 403
        if is_own and not chosen:
            name, message, status = "tanda", not_chosen(), 422
        elif is_own:
            rule, finding, key = (*chosen.split(" ", 2), "", "")[:3]
            wanted = DismissalWanted(key, rule, finding, words)
            (done,) = await marks.dismiss(caller(request), [wanted])
            if done.fault is None:
                return RedirectResponse(item_path(item_id), 303)
            problem = problem_of(done.fault)
            name = "catatan" if done.fault.field == "words" else "tanda"
            message, status = problem.detail, problem.status
        errors = {name: message}
        return await item_pages.item(request, item_id, errors, status, chosen=chosen, looked=words)

    return router


def not_chosen() -> Text:
    """No mark was chosen."""
    return Text("Pilih tanda yang sudah Anda periksa.", "Choose the mark that you have looked at.")
