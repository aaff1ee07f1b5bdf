"""The limits that decide a status: versioned data, never code."""

from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

DEFAULT = Path(__file__).parent / "rule_sets" / "kontrak-kritis-2007.json"


class DeviationLimit(BaseModel):
    """Critical when more than `behind_by` points behind, while planned <= `planned_up_to`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    planned_up_to: Annotated[float, Field(gt=0, le=100)]
    behind_by: Annotated[float, Field(ge=0, le=100)]


class RuleSet(BaseModel):
    """One version of the rules, with its source.

    The limits tighten as the plan progresses. So an item without new reports can only get worse,
    and the instant of its next status change can be computed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    source: str
    tolerance: Annotated[float, Field(ge=0)]
    """Points behind plan that are still on track."""
    critical: Annotated[tuple[DeviationLimit, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _tightens(self) -> Self:
        for looser, tighter in pairwise(self.critical):
            if looser.planned_up_to >= tighter.planned_up_to:
                raise ValueError(f"{tighter.name}: planned_up_to must rise")
            if looser.behind_by < tighter.behind_by:
                raise ValueError(f"{tighter.name}: behind_by must not rise")
        if self.critical[-1].planned_up_to != 100:
            raise ValueError("the last limit must reach to planned_up_to 100")
        if self.critical[-1].behind_by < self.tolerance:
            raise ValueError("the tolerance must not be wider than the tightest limit")
        return self

    def limit_at(self, planned: float) -> DeviationLimit:
        """The limit in force at `planned` percent."""
        for limit in self.critical:
            if planned <= limit.planned_up_to:
                break
        return limit

    @cached_property
    def allowed(self) -> tuple[float, ...]:
        """The points behind plan at which another status begins."""
        return (self.tolerance, *(limit.behind_by for limit in self.critical))

    @cached_property
    def corners(self) -> tuple[float, ...]:
        """The planned percents at which another limit comes into force."""
        return tuple(limit.planned_up_to for limit in self.critical)


def read_rules(path: Path | None = None) -> RuleSet:
    """The rule set in `path`, or the packaged one. Raises `OSError`, `ValueError`."""
    return RuleSet.model_validate_json((path or DEFAULT).read_bytes())
