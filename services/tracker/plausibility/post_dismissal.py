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
from tracker.plausibility.mark import FINDING, PlausibilityRule
from tracker.plausibility.service import (
    DISMISSED_MOST,
    DismissalDone,
    DismissalWanted,
    ReportMarks,
    problem_of,
)
from tracker.plausibility.wording import mark_words

KEY_MOST = 256
FINDING_IS = "What was seen, as GET gives it; another one by now is refused with mark-changed."
Key = Annotated[str, Field(min_length=1, max_length=KEY_MOST, description="Number of its receipt.")]


class MarkToDismiss(BaseModel):
    """A mark on a report, and what was found on looking."""

    model_config = ConfigDict(extra="forbid")

    report: Key
    rule: PlausibilityRule
    finding: Annotated[str, Field(min_length=FINDING, max_length=FINDING, description=FINDING_IS)]
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
    """Why a mark is not dismissed. `status` is that of a refusal by itself: 409 where the mark is
    another one by now than was seen.
    """

    code: str
    status: int
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
    finding: str
    words: Text
    seen: Mapping[str, float | int | str]
    dismissed: DismissalShown | None
    dismissed_before: DismissalShown | None
    """When it was another finding."""


class MarksShown(BaseModel):
    """The marks of a report by a version of the rules; none where there is nothing to look at."""

    report: str
    rules_version: str
    marks: list[MarkShown]


def routes(marks: ReportMarks, auth: Auth) -> APIRouter:
    """The marks of reports."""
    router = APIRouter(prefix="/api/v1/marks", tags=["marks"], route_class=auth.route)

    @router.post("/dismissals", responses={200: {"model": MarksDismissed}})
    @takes(kilobytes=256)
    async def post_dismissals(account: Caller, body: MarksToDismiss) -> dict[str, Any]:
        """Tutup tanda perlu ditinjau dengan catatan, sampai 100 tanda."""
        wanted = [
            DismissalWanted(one.report, one.rule, one.finding, one.words) for one in body.dismissals
        ]
        return {"dismissals": [_done_view(one) for one in await marks.dismiss(account, wanted)]}

    @router.get("/{report:path}", responses={200: {"model": MarksShown}})
    async def show_marks(
        account: Caller, report: Annotated[str, Path(max_length=KEY_MOST)]
    ) -> dict[str, Any]:
        """Yang perlu ditinjau pada suatu laporan; kosong bila tidak ada."""
        found = await marks.of_report(account, report)
        version, views = (found.version, _marks_view(found)) if found else ("", [])
        return {"report": report, "rules_version": version, "marks": views}

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
            "rule": mark.rule,
            "finding": mark.finding,
            "words": mark_words(mark),
            "seen": mark.seen,
            "dismissed": _dismissal_view(marked.dismissal(mark)),
            "dismissed_before": _dismissal_view(marked.dismissed_before(mark)),
        }
        for mark in marked.found
    ]


def _dismissal_view(one: Dismissal | None) -> dict[str, Any] | None:
    return {"by": one.by, "at": one.at, "words": one.words} if one else None


def _why_not(fault: Fault | None) -> dict[str, Any] | None:
    if fault is None:
        return None
    return {"code": fault.code, "status": problem_of(fault).status, "message": fault.message}
