"""HTTP view of an index. Pure."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field

from tracker.index.region_index import RegionIndex
from tracker.index.smart_index import Side
from tracker.index.weights import Component, WeightSet


class ScoreShown(BaseModel):
    """A component's scores, and who gave them; null where there are none."""

    component: Component
    claimed: float | None
    proven: float | None
    by: str | None = Field(description="The office that gave them.")
    on: date | None
    source: str | None


class IndexByWeights(BaseModel):
    """The index by one set of weights, rounded down to two digits; null where it lacks a score."""

    weights: str
    is_of_year: bool = Field(description="Whether the year is known to have these weights.")
    percent: dict[Component, int]
    source: str
    claimed: float | None
    claimed_lacks: list[Component]
    proven: float | None
    proven_lacks: list[Component]


class IndexShown(BaseModel):
    """Kominfo's index of a region in a year, as claimed and as proven."""

    region: str
    year: int
    as_of: datetime
    rules: str = Field(description="Version of the weights.")
    scores: str = Field(description="Version of the scores that the region's planner entered.")
    coverage_percent: float | None = Field(
        description="Of reported progress, what has its evidence; null where nothing is reported, "
        "and for another year than this."
    )
    coverage_at_least: float
    is_weak: bool = Field(description="Whether too little is proven for it to be believed.")
    components: list[ScoreShown]
    indexes: list[IndexByWeights]


def index_view(found: RegionIndex) -> dict[str, Any]:
    """The fields of `IndexShown`."""
    coverage = found.coverage
    return {
        "region": found.region,
        "year": found.year,
        "as_of": found.overview.at,
        "rules": found.rules.version,
        "scores": found.scores_version,
        "coverage_percent": None if coverage is None else round(coverage, 4),
        "coverage_at_least": found.rules.coverage_at_least,
        "is_weak": found.is_weak,
        "components": [_score(found, one) for one in Component],
        "indexes": [_index(found, one) for one in found.rules.weights],
    }


def _score(found: RegionIndex, component: Component) -> dict[str, Any]:
    score = found.scores.components.get(component)
    said = score.model_dump() if score else dict.fromkeys(ScoreShown.model_fields)
    sides = {side.value: _number(said[side.value]) for side in Side}
    return {**said, **sides, "component": component}


def _index(found: RegionIndex, weights: WeightSet) -> dict[str, Any]:
    sides = found.by(weights)
    told: dict[str, Any] = {}
    for side in Side:
        value, missing = sides[side]
        told |= {side.value: _number(value), f"{side}_lacks": list(missing)}
    return {
        "weights": weights.weights,
        "is_of_year": weights is found.of_year,
        "percent": dict(weights.percent),
        "source": weights.source,
        **told,
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
