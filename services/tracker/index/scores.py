"""The scores of regions, which people give: versioned data that a region's planner enters."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts.words import RegionCode
from tracker.index.weights import Component, Year

DEFAULT = Path(__file__).with_name("scores.json")
SCORE_MOST = 5
"""Against slips of typing: no source names the scale; the highest published score is 3.65."""
Score = Annotated[Decimal, Field(ge=0, le=SCORE_MOST, decimal_places=3)]
Said = Annotated[str, Field(min_length=1, max_length=500)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class ComponentScore(_Data):
    """A score as the region claims it, and as it stands after its evidence was looked at; by which
    office, when and where.
    """

    claimed: Score | None = None
    proven: Score | None = None
    by: Annotated[str, Field(min_length=1, max_length=200)]
    on: date
    source: Said

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.claimed is None and self.proven is None:
            raise ValueError("neither claimed nor proven")
        return self


class YearScores(_Data):
    """Those of one year; a component that is not there has none."""

    components: Mapping[Component, ComponentScore] = {}


NONE = YearScores()


class Scores(_Data):
    """One version of the scores, by region and year."""

    version: Annotated[str, Field(min_length=1, max_length=40)]
    source: Said
    regions: Annotated[Mapping[RegionCode, Mapping[Year, YearScores]], Field(max_length=600)]

    def of(self, region: str, year: int) -> YearScores:
        """The scores of a region in a year; none where there are none."""
        return self.regions.get(region, {}).get(year, NONE)


def read_scores(path: Path | None = None) -> Scores:
    """The scores in `path`, or the packaged ones: none. Raises `OSError`, `ValueError`."""
    return Scores.model_validate_json((path or DEFAULT).read_bytes())
