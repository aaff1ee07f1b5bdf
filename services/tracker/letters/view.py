"""HTTP view of letters. Pure."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from contracts import CouncilLetter
from contracts.council_letter import Week
from contracts.words import RegionCode, Status


class LetterListed(BaseModel):
    """A letter in a list."""

    region: RegionCode
    week: Week
    at: datetime
    verdict: Status | None
    planned_percent: float | None
    actual_percent: float | None
    late_quick_wins: int


class LetterPage(BaseModel):
    """Letters of a region, the last first."""

    items: list[LetterListed]
    next: str | None = Field(description="Cursor of the letters before these.")


def listed_view(letter: CouncilLetter) -> dict[str, Any]:
    """The fields of `LetterListed`."""
    return {
        "region": letter.region,
        "week": letter.week,
        "at": letter.at,
        "verdict": letter.verdict,
        "planned_percent": letter.total.planned_percent,
        "actual_percent": letter.total.actual_percent,
        "late_quick_wins": letter.quick_wins.count(Status.LATE),
    }


def letter_view(letter: CouncilLetter) -> dict[str, Any]:
    """The letter as it was published, without its PDF, which has an address of its own."""
    return letter.model_dump(mode="json", exclude={"pdf"})
