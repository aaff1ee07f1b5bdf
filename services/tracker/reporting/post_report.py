"""POST /api/v1/items/{item_id}/reports: a single report."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field
from pydantic_core import to_json

from chassis.auth.auth import Auth, caller, must_be
from chassis.batcher import Batcher
from chassis.clock import Clock, to_millisecond
from chassis.http.body import takes
from chassis.http.problem import Fault, Problem
from chassis.http.validation import read_as, wrong
from chassis.text import Text
from contracts.account import OF_AN_AGENCY, Account, Role
from contracts.report_content import TEXT_MOST, ReportContent
from contracts.words import AsNumber, Instant, ReportId
from tracker.items.repository import ItemRepository
from tracker.items.service import Items
from tracker.items.shown import ReportReceived
from tracker.items.view import item_view
from tracker.reporting.refusals import (
    CONFLICT,
    ITEM_CANCELLED,
    MONEY_MOST,
    UNKNOWN_ITEM,
    may_report,
)
from tracker.reporting.report import Report
from tracker.reporting.verdict import Outcome
from tracker.status.rule_set import RuleSet

_KEYS = UUID("5a0b1c62-4a8e-4c3e-9a58-1d7a5f2f9a10")
LONGEST_KEY = 200
LONGEST_ITEM_ID = 64
_STATUS = {CONFLICT: 409, ITEM_CANCELLED: 409, UNKNOWN_ITEM: 404}


class ReportBody(ReportContent):
    """What an officer posts. Percent 0 to 100; whole rupiah spent so far."""

    model_config = ConfigDict(extra="forbid")

    budget_realised: Annotated[int | None, Field(le=MONEY_MOST), AsNumber] = Field(
        default=None, description="Left out or null: the money stays as it was."
    )
    note: Annotated[str, Field(max_length=TEXT_MOST)] = ""
    obstacle: Annotated[str, Field(max_length=TEXT_MOST)] = ""
    obstacle_category: Annotated[str, Field(max_length=TEXT_MOST)] = ""
    follow_up: Annotated[str, Field(max_length=TEXT_MOST)] = ""
    corrects: Annotated[str, Field(max_length=TEXT_MOST)] = ""
    report_id: ReportId | None = None
    submitted_at: Instant | None = Field(
        default=None, description="When it was written, if that was without signal."
    )


_ITEM_ID = {"type": "string", "maxLength": LONGEST_ITEM_ID}
_SHAPE: dict[str, Any] = {
    "parameters": [
        {"name": "item_id", "in": "path", "required": True, "schema": _ITEM_ID},
        {
            "name": "Idempotency-Key",
            "in": "header",
            "schema": {"type": "string", "maxLength": LONGEST_KEY},
        },
    ],
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": ReportBody.model_json_schema()}},
    },
}
"""The route's part of /openapi.json, because the route parses its request itself."""


def report_id_of(username: str, key: str | None, given: str | None) -> str:
    """The report's id: the given one; else the same one for the same caller and key."""
    if given is not None:
        return given
    return str(uuid5(_KEYS, f"{username}\n{key}") if key else uuid4())


def report_of(
    content: ReportContent,
    *,
    written_at: datetime | None = None,
    report_id: str,
    item_id: str,
    account: Account,
    agency: str,
    now: datetime,
) -> Report:
    """The report that `account` posts; `written_at` where that was before `now`."""
    return Report(
        report_id=report_id,
        item_id=item_id,
        agency=agency,
        content=content,
        submitted_at=to_millisecond(written_at or now),
        submitted_by=account.username,
        source="http",
        region=account.region,
    )


async def reporting_agency(account: Account, item_id: str, items: ItemRepository) -> str:
    """The agency for which `account` reports: its own; for an admin the responsible one."""
    must_be(account, Role.OFFICER, Role.VERIFIER, Role.HEAD, Role.ADMIN)
    if account.role in OF_AN_AGENCY:
        return account.agency or ""
    item = await items.item(item_id)
    return item.plan.agency if item else ""


def refused_problem(outcome: Outcome) -> Problem:
    """Why the report was not recorded."""
    codes = [fault.code for fault in outcome.faults]
    status = next((_STATUS[code] for code in codes if code in _STATUS), 422)
    message = Text(
        "Laporan ditolak: " + "; ".join(f.message.indonesian for f in outcome.faults) + ".",
        "The report was refused: " + "; ".join(f.message.english for f in outcome.faults) + ".",
    )
    return Problem(status, codes[0], message, outcome.faults)


def answer_to(outcome: Outcome, now: datetime, rules: RuleSet) -> Response:
    """The response: the item after the report. Raises why it was refused."""
    if outcome.faults:
        raise refused_problem(outcome)
    body = outcome.answer or _body(outcome, now, rules)
    return Response(body, 201, media_type="application/json")


def _body(outcome: Outcome, now: datetime, rules: RuleSet) -> bytes:
    report, item = outcome.report, outcome.item
    shown = item is not None and may_report(report, item.plan)  # not after a handover
    view = item_view(item, now, rules) if item and shown else None
    return to_json({"report_id": report.report_id, "item": view})


def idempotency_key(request: Request) -> str | None:
    """The caller's own key for the report. Raises 422 when it is too long."""
    key = request.headers.get("idempotency-key")
    if key is not None and len(key) > LONGEST_KEY:
        message = Text(f"paling panjang {LONGEST_KEY} huruf", f"is longer than {LONGEST_KEY}")
        raise wrong([Fault("idempotency-key", "string-too-long", message)])
    return key


Record = Callable[[Report], Awaitable[Outcome]]
"""Records one report; those that arrive together are committed together."""


def recording(items: Items, clock: Clock) -> Record:
    """Records reports in batches, with one commit for those that arrive together. Their answers are
    prepared while the database commits: after it, each would keep the next batch waiting.
    """

    def prepare(outcomes: Sequence[Outcome]) -> None:
        now = clock.now()
        for outcome in outcomes:
            if not outcome.faults:
                outcome.answer = _body(outcome, now, items.rules)

    return Batcher(partial(items.record, meanwhile=prepare))


def routes(
    record: Record, item_rows: ItemRepository, clock: Clock, rules: RuleSet, auth: Auth
) -> APIRouter:
    """The route of reports by HTTP.

    The route parses its request itself: to have FastAPI resolve three parameters would take a
    quarter of the time from the request to its being recorded.
    """
    router = APIRouter(prefix="/api/v1", tags=["reports"], route_class=auth.plain_route)

    @router.post(
        "/items/{item_id}/reports",
        status_code=201,
        openapi_extra=_SHAPE,
        responses={201: {"model": ReportReceived}},
    )
    @takes(kilobytes=160)
    async def post_report(request: Request) -> Response:
        """Kirim laporan. Kunci yang sama dengan isi yang sama dihitung sekali."""
        account, key = caller(request), idempotency_key(request)
        body = read_as(ReportBody, await request.body())
        item_id = request.path_params["item_id"][: LONGEST_ITEM_ID + 1]
        agency = await reporting_agency(account, item_id, item_rows)
        report = report_of(
            body,
            written_at=body.submitted_at,
            report_id=report_id_of(account.username, key, body.report_id),
            item_id=item_id,
            account=account,
            agency=agency,
            now=clock.now(),
        )
        return answer_to(await record(report), clock.now(), rules)

    return router
