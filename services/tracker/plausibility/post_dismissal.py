"""POST /api/v1/marks/dismissals; GET /api/v1/marks/{report}."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth.auth import Auth, Caller
from chassis.http.body import takes
from chassis.http.problem import Fault
from chassis.text import Text
from tracker.plausibility.dismissal import WORDS_MOST
from tracker.plausibility.documents import Dismissal, MarkedReport
from tracker.plausibility.mark import PlausibilityMark, PlausibilityRule
from tracker.plausibility.service import (
    DISMISSED_MOST,
    DismissalDone,
    DismissalWanted,
    ReportMarks,
)
from tracker.plausibility.wording import mark_words

KEY_MOST = 256
Key = Annotated[str, Field(min_length=1, max_length=KEY_MOST, description="Number of its receipt.")]


class MarkToDismiss(BaseModel):
    """A mark on a report, and what was found on looking."""

    model_config = ConfigDict(extra="forbid")

    report: Key
    rule: PlausibilityRule
    words: Annotated[str, Field(min_length=1, max_length=WORDS_MOST)]


class MarksToDismiss(BaseModel):
    """A list of marks; each is dismissed, or refused, by itself."""

    model_config = ConfigDict(extra="forbid")

    dismissals: Annotated[list[MarkToDismiss], Field(min_length=1, max_length=DISMISSED_MOST)]


class DismissalShown(BaseModel):
    """Who dismissed a mark, when, and in which words."""

    by: str
    at: datetime
    words: str


class WhyNotDismissed(BaseModel):
    """Why a mark is not dismissed."""

    code: str
    message: Text


class MarkDismissed(BaseModel):
    """What became of one."""

    report: str
    rule: PlausibilityRule
    dismissed: DismissalShown | None
    refused: WhyNotDismissed | None


class MarksDismissed(BaseModel):
    """What became of each, in the order of the request."""

    dismissals: list[MarkDismissed]


class MarkShown(BaseModel):
    """Something to look at, with what was seen; not that anything is wrong."""

    rule: PlausibilityRule
    words: Text
    seen: Mapping[str, float | int | str]
    dismissed: DismissalShown | None


class MarksShown(BaseModel):
    """The marks of a report; none where there is nothing to look at."""

    report: str
    marks: list[MarkShown]


def routes(marks: ReportMarks, auth: Auth) -> APIRouter:
    """The marks of reports."""
    router = APIRouter(prefix="/api/v1/marks", tags=["marks"], route_class=auth.route)

    @router.post("/dismissals", responses={200: {"model": MarksDismissed}})
    @takes(kilobytes=256)
    async def post_dismissals(account: Caller, body: MarksToDismiss) -> dict[str, Any]:
        """Tutup tanda perlu ditinjau dengan catatan, sampai 100 tanda."""
        wanted = [DismissalWanted(one.report, one.rule, one.words) for one in body.dismissals]
        return {"dismissals": [_done_view(one) for one in await marks.dismiss(account, wanted)]}

    @router.get("/{report:path}", responses={200: {"model": MarksShown}})
    async def show_marks(
        account: Caller, report: Annotated[str, Path(max_length=KEY_MOST)]
    ) -> dict[str, Any]:
        """Yang perlu ditinjau pada suatu laporan; kosong bila tidak ada."""
        found = await marks.of_report(account, report)
        return {"report": report, "marks": _marks_view(found) if found else []}

    return router


def _done_view(done: DismissalDone) -> dict[str, Any]:
    return {
        "report": done.wanted.key,
        "rule": done.wanted.rule,
        "dismissed": _dismissal_view(done.dismissal),
        "refused": _why_not(done.fault),
    }


def _marks_view(marked: MarkedReport) -> list[dict[str, Any]]:
    return [
        {
            "rule": rule,
            "words": mark_words(PlausibilityMark(rule, seen)),
            "seen": seen,
            "dismissed": _dismissal_view(marked.dismissed.get(rule)),
        }
        for rule, seen in marked.marks.items()
    ]


def _dismissal_view(one: Dismissal | None) -> dict[str, Any] | None:
    return one._asdict() if one else None


def _why_not(fault: Fault | None) -> dict[str, Any] | None:
    return {"code": fault.code, "message": fault.message} if fault else None
