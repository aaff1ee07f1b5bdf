"""POST /api/v1/reviews; GET /api/v1/reviews/{report}."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth.auth import Auth, Caller
from chassis.http.body import takes
from chassis.http.problem import Fault, not_found
from chassis.text import Text
from contracts.calendar import ReviewStep
from contracts.progress_reviewed import WORDS_MOST
from contracts.words import AsNumber, ReviewAction
from tracker.review.review import ReviewState
from tracker.review.service import Done, Reviews, Wanted

REVIEWS_MOST = 500
NUMBER_MOST = 1_000_000
KEY_MOST = 256
Key = Annotated[str, Field(min_length=1, max_length=KEY_MOST, description="Number of its receipt.")]


class ReviewWanted(BaseModel):
    """What to do with a report, as it was offered."""

    model_config = ConfigDict(extra="forbid")

    report: Key
    action: ReviewAction
    step: ReviewStep
    number: Annotated[int, Field(ge=1, le=NUMBER_MOST), AsNumber]
    words: Annotated[str, Field(max_length=WORDS_MOST)] = ""


class ReviewsWanted(BaseModel):
    """A list of reviews; each is done, or refused, by itself."""

    model_config = ConfigDict(extra="forbid")

    reviews: Annotated[list[ReviewWanted], Field(min_length=1, max_length=REVIEWS_MOST)]


class WhyNot(BaseModel):
    """Why something is not done."""

    code: str
    message: Text


class ReviewDone(BaseModel):
    """What became of one: how the report stands now, and why nothing was done."""

    report: str
    state: ReviewState | None = Field(description="Null where there is no such report.")
    refused: WhyNot | None


class ReviewsDone(BaseModel):
    """What became of each, in the order of the request."""

    reviews: list[ReviewDone]


class ReviewChoice(BaseModel):
    """Something that could be done with the report now."""

    action: ReviewAction
    step: ReviewStep
    number: int
    may: bool
    why_not: WhyNot | None


class ReviewAct(BaseModel):
    """What was done."""

    step: ReviewStep
    number: int
    action: ReviewAction
    by: str
    at: datetime
    words: str


class ReviewShown(BaseModel):
    """How a report stands, what was done with it, and what could be done now."""

    report: str
    state: ReviewState
    acts: list[ReviewAct]
    choices: list[ReviewChoice]


def routes(reviews: Reviews, auth: Auth) -> APIRouter:
    """The review of reports."""
    router = APIRouter(prefix="/api/v1/reviews", tags=["reviews"], route_class=auth.route)

    @router.post("", responses={200: {"model": ReviewsDone}})
    @takes(kilobytes=256)
    async def post_reviews(account: Caller, body: ReviewsWanted) -> dict[str, Any]:
        """Verifikasi, tanda tangani, kembalikan, atau tarik kembali, sampai 500 laporan."""
        wanted = [
            Wanted(one.report, one.action, one.step, one.number, one.words) for one in body.reviews
        ]
        return {"reviews": [_done_view(one) for one in await reviews.act(account, wanted)]}

    @router.get("/{report:path}", responses={200: {"model": ReviewShown}})
    async def show_review(
        account: Caller, report: Annotated[str, Path(max_length=KEY_MOST)]
    ) -> dict[str, Any]:
        """Keadaan pemeriksaan suatu laporan, dan apa yang dapat dilakukan."""
        found = await reviews.shown(account, report)
        if found is None:
            raise not_found(
                Text(
                    "Laporan ini tidak ada, atau bukan milik perangkat daerah Anda.",
                    "There is no such report, or it is not your agency's.",
                )
            )
        return {
            "report": report,
            "state": found.standing.state,
            "acts": [act._asdict() for act in found.acts],
            "choices": [
                {
                    "action": one.action,
                    "step": one.step,
                    "number": one.number,
                    "may": one.refusal is None,
                    "why_not": _why_not(one.refusal),
                }
                for one in found.choices
            ],
        }

    return router


def _done_view(done: Done) -> dict[str, Any]:
    return {
        "report": done.wanted.key,
        "state": done.standing.state if done.is_there else None,
        "refused": _why_not(done.fault),
    }


def _why_not(fault: Fault | None) -> dict[str, Any] | None:
    return {"code": fault.code, "message": fault.message} if fault else None
