"""The steps of the smart-city programme in a year: versioned data, never code."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chassis.text import Text

DEFAULT = Path(__file__).with_name("programme.json")
Word = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Said = Annotated[str, Field(min_length=1, max_length=500)]
Year = Annotated[int, Field(ge=2000, le=2100)]
MonthNumber = Annotated[int, Field(ge=1, le=12)]


class StepKind(StrEnum):
    """What a step is."""

    BOOK = "book"
    """One of the five books of a masterplan."""
    BIMTEK = "bimtek"
    """Workshops with the ministry's tutors."""
    EVALUATION = "evaluation"


class When(NamedTuple):
    """From a first to a last day; `is_usual`: these are the months that it usually is in."""

    first: date
    last: date
    is_usual: bool


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StepName(_Data):
    """What is shown, in both languages."""

    indonesian: Annotated[str, Field(alias="id", min_length=1, max_length=100)]
    english: Annotated[str, Field(alias="en", min_length=1, max_length=100)]

    @property
    def text(self) -> Text:
        """The name as a message."""
        return Text(self.indonesian, self.english)


class Months(_Data):
    """Months of any year, both included."""

    first_month: MonthNumber
    last_month: MonthNumber

    @model_validator(mode="after")
    def _in_their_order(self) -> Self:
        if self.first_month > self.last_month:
            raise ValueError("first_month is after last_month")
        return self


class Days(_Data):
    """Days that were set, both included."""

    first: date
    last: date

    @model_validator(mode="after")
    def _in_their_order(self) -> Self:
        if self.first > self.last:
            raise ValueError("first is after last")
        return self


class Step(_Data):
    """A step with its source; the days that a year has set, else the months it is usually in."""

    step: Word
    kind: StepKind
    name: StepName
    source: Said
    usual: Months | None = None
    days: Mapping[Year, Days] = {}

    def when(self, year: int) -> When | None:
        """When it is in a year; None where that is not set."""
        if year in self.days:
            return When(self.days[year].first, self.days[year].last, is_usual=False)
        if self.usual is None:
            return None
        end = monthrange(year, self.usual.last_month)[1]
        first = date(year, self.usual.first_month, 1)
        return When(first, date(year, self.usual.last_month, end), is_usual=True)


class Programme(_Data):
    """One version of the programme."""

    version: Word
    source: Said
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=60)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({one.step for one in self.steps}) < len(self.steps):
            raise ValueError("two steps of one name")
        return self


def read_programme(path: Path | None = None) -> Programme:
    """The programme in `path`, or the packaged one. Raises `OSError`, `ValueError`."""
    return Programme.model_validate_json((path or DEFAULT).read_bytes())
