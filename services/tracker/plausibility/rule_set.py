"""The limits of the marks: versioned data, never code."""

import hashlib
import json
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from tracker.plausibility.mark import PlausibilityRule

DEFAULT = Path(__file__).with_name("rule_set.json")
Points = Annotated[float, Field(gt=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1_000)]
Minutes = Annotated[int, Field(ge=1, le=1_440)]
Many = Annotated[int, Field(ge=2, le=50)]


class _Limits(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Falling(_Limits):
    """Cumulative figures fall by at least so many points, or percent of the money before."""

    points: Points
    money_percent: Points


class Scissors(_Limits):
    """Physical progress and money are more than so many points apart. Money may follow the work
    further than it may run before it: what was saved on a contract is never spent.
    """

    money_ahead: Points
    physical_ahead: Points


class LastHour(_Limits):
    """A step of at least so many points comes within so many minutes of the window's end."""

    minutes: Minutes
    points: Points


class SameSitting(_Limits):
    """Reports on at least so many items come within so many minutes, alike in step or words."""

    items: Many
    minutes: Minutes


class RoundFigures(_Limits):
    """So many reports in a row move, each to a multiple of this figure."""

    multiple_of: Points
    reports: Many


class SameWords(_Limits):
    """The same words, of at least so many characters, so many times in a row."""

    characters: Annotated[int, Field(ge=1, le=4_000)]
    times: Many


class Corridor(_Limits):
    """Percent of the budget spent by the end of each month, lowest and highest; a figure is outside
    when it is further away than the tolerance, in points.
    """

    tolerance: Annotated[float, Field(ge=0, le=100)]
    months: Annotated[tuple[tuple[Share, Share], ...], Field(min_length=12, max_length=12)]


class UnusualStep(_Limits):
    """The modified z-score of a step among so many earlier ones of its item. A median deviation
    below `least_spread` counts as that; the step is so many points beyond the plan's own.
    """

    score: Annotated[float, Field(gt=0, le=100)]
    steps: Many
    least_spread: Points
    beyond_plan: Annotated[float, Field(ge=0, le=100)]


class PlausibilityRules(_Limits):
    """One version of the rules, with its source; a rule that is null or left out marks nothing."""

    version: Annotated[str, Field(min_length=1, max_length=64)]
    source: str
    falling: Falling | None = None
    scissors: Scissors | None = None
    last_hour: LastHour | None = None
    same_sitting: SameSitting | None = None
    round_figures: RoundFigures | None = None
    same_words: SameWords | None = None
    corridor: Corridor | None = None
    no_evidence: bool = True
    """Whether 100 percent without evidence is marked."""
    unusual_step: UnusualStep | None = None


def limits_key(rules: PlausibilityRules, rule: PlausibilityRule) -> str:
    """Stands for the limits of one rule: the same in every version that has the same ones."""
    limits = rules.model_dump(mode="json")[rule.value.replace("-", "_")]
    return hashlib.sha256(json.dumps(limits, sort_keys=True).encode()).hexdigest()[:12]


def read_plausibility_rules(path: Path | None = None) -> PlausibilityRules:
    """The rules in `path`, or the packaged ones. Raises `OSError`, `ValueError`."""
    return PlausibilityRules.model_validate_json((path or DEFAULT).read_bytes())
