"""The weights of Kominfo's index, and how much must be proven: versioned data, never code."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chassis.text import Text

DEFAULT = Path(__file__).with_name("weights.json")
Word = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Said = Annotated[str, Field(min_length=1, max_length=500)]
Year = Annotated[int, Field(ge=2000, le=2100)]


class Component(StrEnum):
    """What the index is made of."""

    BASELINE = "baseline"
    """What became better since the evaluation before."""
    OUTPUT = "output"
    """The foundation: regulation, institution, money."""
    OUTCOME = "outcome"
    """How far the plans of the masterplan are carried out."""
    IMPACT = "impact"
    """What people have of it."""
    QUICK_WIN = "quick_win"


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class WeightsName(_Data):
    """What is shown, in both languages."""

    indonesian: Annotated[str, Field(alias="id", min_length=1, max_length=60)]
    english: Annotated[str, Field(alias="en", min_length=1, max_length=60)]

    @property
    def text(self) -> Text:
        """The name as a message."""
        return Text(self.indonesian, self.english)


class WeightSet(_Data):
    """Weights in percent, the years that they are known to be of, and their source."""

    weights: Word
    name: WeightsName
    years: tuple[Year, ...]
    source: Said
    percent: Mapping[Component, Annotated[int, Field(ge=0, le=100)]]

    @model_validator(mode="after")
    def _all_and_together_100(self) -> Self:
        if set(self.percent) != set(Component) or sum(self.percent.values()) != 100:
            raise ValueError(f"{self.weights}: the weights of all five components make 100")
        return self


class IndexRules(_Data):
    """One version of the weights. Below `coverage_at_least` percent of reported progress with its
    evidence, the index is shown as weak.
    """

    version: Word
    source: Said
    coverage_at_least: Annotated[float, Field(ge=0, le=100)]
    coverage_source: Said
    weights: Annotated[tuple[WeightSet, ...], Field(min_length=1, max_length=20)]

    @model_validator(mode="after")
    def _each_year_has_one(self) -> Self:
        years = [year for one in self.weights for year in one.years]
        names = [one.weights for one in self.weights]
        if len(set(years)) < len(years) or len(set(names)) < len(names):
            raise ValueError("two weights of one year or name")
        return self

    def of_year(self, year: int) -> WeightSet | None:
        """The weights that a year is known to have; None where that is not known."""
        return next((one for one in self.weights if year in one.years), None)


def read_index_rules(path: Path | None = None) -> IndexRules:
    """The weights in `path`, or the packaged ones. Raises `OSError`, `ValueError`."""
    return IndexRules.model_validate_json((path or DEFAULT).read_bytes())
