"""GET and POST /api/v1/decisions; POST /api/v1/decisions/{decision_id}/acts and /minutes."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Header, Path, Query, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth.auth import Auth, Caller
from chassis.clock import Clock
from chassis.http.body import ONE_FILE, takes, takes_a_file
from chassis.http.openapi import BINARY
from chassis.http.paging import Cursor, Limit, after, cursor_after, no_cursor
from chassis.http.strict import FILE_ALONE
from contracts.council_decided import DECISION_MOST, MINUTES_MOST, MinutesFile
from contracts.words import AgencyCode, AsNumber, DecisionAction, ItemId, RegionCode, Status
from tracker.decisions.decision import Decision, DecisionState, Wording, choices
from tracker.decisions.query import DecisionFilter, DecisionQuery
from tracker.decisions.repository import Place
from tracker.decisions.service import Decisions
from tracker.decisions.wanted import DecisionWanted
from tracker.evidence.show_evidence import file_response

KEY_MOST, NUMBER_MOST = 200, 10_000
Id = Annotated[str, Path(max_length=64)]
ActAction = Literal[DecisionAction.DONE, DecisionAction.TAKEN_BACK]


class DecisionToRecord(BaseModel):
    """What the council decided on an item, or on an agency as a whole."""

    model_config = ConfigDict(extra="forbid")

    item_id: ItemId | None = None
    agency: AgencyCode | None = None
    decision: Annotated[str, Field(min_length=1, max_length=DECISION_MOST)]
    owner: AgencyCode | None = Field(
        default=None, description="The agency that has to do it; else the one it is on."
    )
    due: date
    met_on: date = Field(description="Day of the meeting.")
    minutes: Annotated[str, Field(max_length=MINUTES_MOST)] = Field(
        default="", description="Number or address of the minutes (risalah)."
    )


class ActToRecord(BaseModel):
    """What became of a decision, as it was offered."""

    model_config = ConfigDict(extra="forbid")

    action: ActAction
    number: Annotated[int, Field(ge=2, le=NUMBER_MOST), AsNumber]
    words: Annotated[str, Field(min_length=1, max_length=DECISION_MOST)]


class ActShown(BaseModel):
    """What became of a decision, who said so, and when."""

    action: DecisionAction
    by: str
    at: datetime
    words: str


class DecisionChoiceShown(BaseModel):
    """What could be done with a decision now."""

    action: DecisionAction
    number: int
    may: bool


class DecisionShown(BaseModel):
    """A decision, as it stands at the moment of the answer."""

    decision_id: str
    region: str
    item_id: str | None
    agency: str = Field(description="The item's responsible agency, or the one it is on.")
    name: str = Field(description="The item's title, or the agency's name.")
    decision: str
    owner: str = Field(description="The agency that has to do it.")
    due: date
    met_on: date
    minutes: str
    minutes_file: MinutesFile | None = Field(description="The minutes as a file, where one is.")
    state: DecisionState
    overdue: bool = Field(description="Open after its last day in the region's time zone.")
    status: Status | None = Field(description="Of the item when it was decided.")
    red_since: datetime | None = Field(
        description="From when the item was late or critical when it was decided."
    )
    acts: list[ActShown]
    choices: list[DecisionChoiceShown]


class DecisionPage(BaseModel):
    """Decisions by their last day, and the cursor of the next page."""

    items: list[DecisionShown]
    next: str | None


def routes(decisions: Decisions, clock: Clock, auth: Auth) -> APIRouter:
    """The decisions that the caller may see."""
    router = APIRouter(prefix="/api/v1/decisions", tags=["decisions"], route_class=auth.route)

    def shown(account: Caller, one: Decision) -> dict[str, Any]:
        return {
            **decision_view(one, clock.now()),
            "choices": [
                {"action": action, "number": number, "may": refusal is None}
                for action, number, refusal in choices(account, one)
            ],
        }

    @router.get("", responses={200: {"model": DecisionPage}})
    async def list_decisions(
        *,
        account: Caller,
        state: DecisionFilter | None = None,
        region: Annotated[RegionCode | None, Query()] = None,
        agency: Annotated[AgencyCode | None, Query()] = None,
        item_id: Annotated[ItemId | None, Query()] = None,
        limit: Limit = 100,
        cursor: Cursor = None,
    ) -> dict[str, Any]:
        """Daftar keputusan; yang terbuka menurut batas waktunya, yang lain terbaru dahulu."""
        wanted = DecisionQuery(account.scope, state, region, agency, item_id)
        found = await decisions.rows.listed(wanted, clock.now(), place_of(cursor), limit + 1)
        some = found[:limit]
        more = len(found) > limit
        return {
            "items": [shown(account, one) for one in some],
            "next": cursor_of(some[-1]) if more else None,
        }

    @router.post(
        "",
        status_code=201,
        responses={201: {"model": DecisionShown}, 200: {"model": DecisionShown}},
    )
    @takes(kilobytes=64)
    async def post_decision(
        *,
        account: Caller,
        body: DecisionToRecord,
        response: Response,
        idempotency_key: Annotated[str, Header(max_length=KEY_MOST)] = "",
    ) -> dict[str, Any]:
        """Catat keputusan dewan; 200 bila kunci yang sama sudah tercatat."""
        wording = Wording(body.decision, body.owner or "", body.due, body.met_on, body.minutes)
        wanted = DecisionWanted(idempotency_key, body.item_id or "", body.agency or "", wording)
        decision, is_new = await decisions.decide(account, wanted)
        if not is_new:
            response.status_code = 200
        return shown(account, decision)

    @router.get("/{decision_id}", responses={200: {"model": DecisionShown}})
    async def show_decision(account: Caller, decision_id: Id) -> dict[str, Any]:
        """Satu keputusan, dan apa yang dapat dilakukan dengannya."""
        return shown(account, await decisions.decision(account, decision_id))

    @router.get(
        "/{decision_id}/minutes",
        response_class=Response,
        responses={200: {"content": {"*/*": {"schema": BINARY}}}},
    )
    async def show_minutes(account: Caller, decision_id: Id) -> Response:
        """Berkas risalah satu keputusan, untuk diunduh."""
        return file_response(await decisions.minutes(account, decision_id))

    @router.post(
        "/{decision_id}/minutes",
        dependencies=[FILE_ALONE],
        form_limits=ONE_FILE,
        responses={200: {"model": DecisionShown}},
    )
    @takes_a_file
    async def post_minutes(
        account: Caller,
        decision_id: Id,
        file: Annotated[UploadFile, File(description="Foto, PDF atau dokumen, sampai 10 MB")],
    ) -> dict[str, Any]:
        """Tambahkan berkas risalah pada keputusan yang belum punya; berkas yang sama lagi tidak
        mengubah apa pun.
        """
        return shown(account, await decisions.add_minutes(account, decision_id, file))

    @router.post("/{decision_id}/acts", responses={200: {"model": DecisionShown}})
    @takes(kilobytes=64)
    async def post_act(account: Caller, decision_id: Id, body: ActToRecord) -> dict[str, Any]:
        """Laporkan selesai, atau tarik kembali yang terakhir."""
        decision = await decisions.act(account, decision_id, body.action, body.number, body.words)
        return shown(account, decision)

    return router


def decision_view(one: Decision, now: datetime) -> dict[str, Any]:
    """The decision, without what may be done with it."""
    subject = one.subject
    return {
        "decision_id": one.decision_id,
        **{name: getattr(subject, name) for name in _OF_SUBJECT},
        **one.wording._asdict(),
        "minutes_file": one.minutes_file,
        "state": one.state,
        "overdue": one.is_overdue(now),
        "acts": [act._asdict() for act in one.acts],
    }


_OF_SUBJECT = ("region", "item_id", "agency", "name", "status", "red_since")


def cursor_of(last: Decision) -> str:
    """The cursor of the page that starts after a decision."""
    return cursor_after(f"{last.wording.due.isoformat()} {last.decision_id}")


def place_of(cursor: str | None) -> Place | None:
    """The place in a cursor. Raises 422."""
    text = after(cursor)
    if text is None:
        return None
    due, _, decision_id = text.partition(" ")
    if not decision_id:
        raise no_cursor()
    return Place(due, decision_id)
