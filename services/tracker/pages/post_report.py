"""report form shown -> checked -> recorded, with a receipt at a lasting address."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import uuid4
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from chassis.auth.auth import caller, must_be
from chassis.clock import Clock
from chassis.http.body import takes
from chassis.text import Text
from chassis.web.pages import Pages, form_of, wrong_form
from contracts.account import Account
from contracts.report_content import ReportContent
from contracts.wording import STATUSES
from tracker.drafts.repository import Draft, DraftRepository
from tracker.evidence.proof import ProofRules
from tracker.evidence.service import EvidenceService
from tracker.items.item import Item
from tracker.items.repository import ItemRepository
from tracker.items.service import Items
from tracker.items.visible_item import visible_item
from tracker.pages.outlook import BAD, marks_beside, outlook, preview, warnings
from tracker.pages.report_form import FIELDS, ReportForm, correcting, first_form, read_form
from tracker.pages.show_item import ItemId, item_path
from tracker.pages.show_receipt import no_such_report, receipt_path
from tracker.pages.show_tasks import REPORTERS
from tracker.plausibility.draft_marks import DraftMarks
from tracker.plausibility.wording import mark_words
from tracker.reporting.documents import stated_content
from tracker.reporting.obstacle_categories import ObstacleCategories
from tracker.reporting.post_report import (
    Record,
    refused_problem,
    report_id_of,
    report_of,
    reporting_agency,
)
from tracker.reporting.refusals import CONFLICT
from tracker.reporting.report import Report, given_id
from tracker.reporting.repository import ReportRepository
from tracker.reporting.verdict import Outcome, Verdict
from tracker.status.progress import needs_all_marks
from tracker.status.rule_words import rule_words

SEND, CHANGE, ANEW = "kirim", "ubah", "ulang"
KEPT_FIELDS = tuple(name for name in FIELDS if name != "step")
"""What a draft keeps of the form."""
FORM, CHECK = "lapor", "periksa"
"""The last parts of the paths of the form and of its check."""
PATH = f"/kemajuan/butir/{{item_id}}/{FORM}"
UNCHANGED = "/kemajuan/sama"


class ReportPages:
    """The report form from its fields to the receipt."""

    def __init__(
        self,
        *,
        pages: Pages,
        items: Items,
        record: Record,
        item_rows: ItemRepository,
        reports: ReportRepository,
        evidence: EvidenceService,
        categories: ObstacleCategories,
        proof_rules: ProofRules,
        drafts: DraftRepository,
        marks: DraftMarks,
        clock: Clock,
    ) -> None:
        self._pages = pages
        self._items = items
        self._record = record
        self._item_rows = item_rows
        self._reports = reports
        self._evidence = evidence
        self._categories = categories
        self._proof_rules = proof_rules
        self._drafts = drafts
        self._marks = marks
        self._clock = clock
        self._rule_words = partial(rule_words, rules=items.rules)

    async def item(self, account: Account, item_id: str) -> Item:
        """The item of the form. Raises 403 for who may not report, 404."""
        must_be(account, *REPORTERS)
        return await visible_item(self._item_rows, account, item_id)

    def first(self, request: Request, item: Item, notice: Text | None = None) -> Response:
        """The form, with the item's latest figures."""
        return self.form(request, item, ReportForm(self._latest(item)), notice)

    async def unchanged(self, account: Account, item: Item) -> Response:
        """On to the check of a report that says the item's latest figures, as of today."""
        return await self.keep(account, item.item_id, self._latest(item), CHECK)

    async def keep(
        self, account: Account, item_id: str, values: Mapping[str, str], page: str
    ) -> Response:
        """Keep what was typed as the account's draft, and go on to `page`: going back to that one
        sends nothing again.
        """
        draft = Draft({name: values[name] for name in KEPT_FIELDS}, self._clock.now())
        await self._drafts.save(account.username, item_id, draft)
        return RedirectResponse(f"{item_path(item_id)}/{page}", 303)

    def _latest(self, item: Item) -> dict[str, str]:
        today = self._clock.now().astimezone(ZoneInfo(item.plan.time_zone)).date()
        return first_form(item, today, str(uuid4()))

    async def opened(self, request: Request, item: Item, corrected: str) -> Response:
        """The form with what the report `corrected` says; else with the account's draft, if there
        is one, else with the latest figures.
        """
        if corrected:
            return await self.correction(request, item, corrected)
        draft = await self._drafts.draft(caller(request).username, item.item_id)
        if draft is None:
            return self.first(request, item)
        values = {**self._latest(item), **draft.values, "step": ""}
        return self.form(request, item, ReportForm(values), draft_of=draft.saved_at)

    async def correction(self, request: Request, item: Item, key: str) -> Response:
        """The form with what an earlier report of the agency says. Raises 404."""
        row = await self._reports.report(key)
        if row is None or (row["item_id"], row["agency"]) != (item.item_id, item.plan.agency):
            raise no_such_report()
        values = correcting(self._latest(item), given_id(key), stated_content(row))
        return self.form(request, item, ReportForm(values))

    async def begun_anew(self, account: Account, item_id: str) -> Response:
        """Forget the draft; the form again."""
        await self._drafts.drop(account.username, item_id)
        return RedirectResponse(f"{item_path(item_id)}/{FORM}", 303)

    async def posted(self, request: Request, item_id: str) -> Response:
        """What was pressed on the form or its check. Raises 403, 404 and what `send` does."""
        account = caller(request)
        values, is_own = await form_of(request, FIELDS)
        form = read_form(values)
        if is_own and form.body is not None and values["step"] == SEND:
            return await self.send(request, item_id, form, form.body)
        if is_own and values["step"] == ANEW:
            return await self.begun_anew(account, item_id)
        item = await self.item(account, item_id)
        if not is_own:
            return self.form(request, item, form, wrong_form())
        if form.body is None:
            return self.form(request, item, form)
        values["key"] = values["key"] or str(uuid4())
        return await self.keep(
            account, item_id, values, FORM if values["step"] == CHANGE else CHECK
        )

    def form(
        self,
        request: Request,
        item: Item,
        form: ReportForm,
        notice: Text | None = None,
        draft_of: datetime | None = None,
    ) -> Response:
        """The form with what was typed, and what is wrong with it."""
        now = self._clock.now()
        facts = {
            "item": item,
            "outlook": outlook(item, now, self._items.rules),
            "values": form.values,
            "errors": form.errors,
            "notice": notice,
            "draft_of": draft_of,
            "statuses": STATUSES,
        }
        status = 422 if form.errors else 409 if notice else 200
        return self._pages.render(request, "report.html", facts, status)

    async def report(
        self, account: Account, item_id: str, body: ReportContent, form: ReportForm
    ) -> Report:
        """The report that the account would send. Raises 403."""
        return report_of(
            body,
            written_at=form.written_at,
            report_id=report_id_of(account.username, form.values["key"] or str(uuid4()), None),
            item_id=item_id,
            account=account,
            agency=await reporting_agency(account, item_id, self._item_rows),
            now=self._clock.now(),
        )

    async def check(self, request: Request, item: Item) -> Response:
        """What the draft would make of its item; nothing is sent yet. Without one: the form."""
        account = caller(request)
        kept = await self._drafts.draft(account.username, item.item_id)
        form = read_form({**self._latest(item), **kept.values}) if kept else None
        if form is None or form.body is None:
            return RedirectResponse(f"{item_path(item.item_id)}/{FORM}", 303)
        body = form.body
        report = await self.report(account, item.item_id, body, form)
        now = self._clock.now()
        (outcome,) = await self._items.judge([report])
        if outcome.verdict is Verdict.DUPLICATE:
            await self._drafts.drop(account.username, item.item_id)
            return RedirectResponse(receipt_path(report.report_id), 303)
        if outcome.faults:
            return await self.refused(request, item, form, outcome)
        mark, marks = report.mark(now, corrected=outcome.corrected), None
        if needs_all_marks(item.progress, [mark]):
            marks = (await self._reports.marks(None, {item.item_id})).get(item.item_id, [])
        evidence = await self._evidence.of_item(account, item)
        proven = any(piece.report_id == report.report_id for piece in evidence)
        asked = self._proof_rules.of(item.plan.region).asks(item.plan.kind, body.physical_percent)
        change = preview(item, mark, marks, now, self._items.rules)
        facts = {
            "item": item,
            "values": form.values,
            "body": body,
            "after": outlook(change.after, now, self._items.rules),
            "obstacle_categories": self._categories,
            "asks_why": change.after.status in BAD,
            "warnings": warnings(item, body, lacks_evidence=asked and not proven),
            "marks": marks_beside(
                item, body, await self._marks.of_draft(report, outcome.corrected)
            ),
            "mark_words": mark_words,
            "rule_words": self._rule_words,
            "statuses": STATUSES,
        }
        return self._pages.render(request, "check.html", facts)

    async def send(
        self, request: Request, item_id: str, form: ReportForm, body: ReportContent
    ) -> Response:
        """Record the report, once, and go on to its receipt; what is refused goes back to the form
        with all that was typed. Raises 403, 404, 409 for an item that takes no reports.
        """
        account = caller(request)
        report = await self.report(account, item_id, body, form)
        outcome = await self._record(report)
        if not outcome.faults:
            await self._drafts.drop(account.username, item_id)
            return RedirectResponse(receipt_path(outcome.key or report.report_id), 303)
        if any(fault.field == "item_id" for fault in outcome.faults):
            raise refused_problem(outcome)
        return await self.refused(request, await self.item(account, item_id), form, outcome)

    async def refused(
        self, request: Request, item: Item, form: ReportForm, outcome: Outcome
    ) -> Response:
        """The form with what is wrong with the report. Where only its key is of a report that was
        sent before, it is another report: to its check, with a key of its own.
        """
        if {fault.code for fault in outcome.faults} == {CONFLICT}:
            values = {**form.values, "key": str(uuid4())}
            return await self.keep(caller(request), item.item_id, values, CHECK)
        errors = {fault.field: fault.message for fault in outcome.faults}
        return self.form(request, item, ReportForm(form.values, errors=errors))


def routes(forms: ReportPages, pages: Pages) -> APIRouter:
    """The form, its check and its receipt."""
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    @router.get(PATH)
    async def show_form(
        request: Request, item_id: ItemId, koreksi: Annotated[str, Query(max_length=300)] = ""
    ) -> Response:
        """Formulir laporan; dengan `koreksi`: isi laporan yang dikoreksi."""
        return await forms.opened(request, await forms.item(caller(request), item_id), koreksi)

    @router.post(PATH)
    @takes(kilobytes=64)
    async def post_report(request: Request, item_id: ItemId) -> Response:
        """Periksa dahulu; lalu kirim."""
        return await forms.posted(request, item_id)

    @router.get(f"{PATH.removesuffix(FORM)}{CHECK}")
    async def show_check(request: Request, item_id: ItemId) -> Response:
        """Periksa sebelum mengirim."""
        return await forms.check(request, await forms.item(caller(request), item_id))

    @router.post(UNCHANGED)
    @takes(kilobytes=4)
    async def post_unchanged(request: Request) -> Response:
        """Laporan yang sama seperti yang terakhir, per hari ini: periksa dahulu."""
        values, is_own = await form_of(request, ("butir",))
        item = await forms.item(caller(request), values["butir"])
        if not is_own:
            return forms.first(request, item, wrong_form())
        return await forms.unchanged(caller(request), item)

    return router
