"""From how much a pace is taken, and how far ahead it is trusted: versioned data, never code."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

DEFAULT = Path(__file__).with_name("forecast_rules.json")


class ForecastRules(BaseModel):
    """One version of the rules, with its source.

    The time up to the latest report is cut into stretches of `stretch_days`, at most
    `stretches_most`; with fewer than `stretches_at_least`, or than `reports_at_least` reports in
    them, nothing is said, nor where the latest report is older than `silent_days`. A finish more
    than `furthest_months` ahead is not named.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
    source: Annotated[str, Field(min_length=1, max_length=500)]
    stretch_days: Annotated[int, Field(ge=7, le=366)]
    stretches_at_least: Annotated[int, Field(ge=1, le=24)]
    stretches_most: Annotated[int, Field(ge=1, le=24)]
    reports_at_least: Annotated[int, Field(ge=2, le=100)]
    silent_days: Annotated[int, Field(ge=1, le=1_000)]
    furthest_months: Annotated[int, Field(ge=1, le=120)]

    @model_validator(mode="after")
    def _some_may_do(self) -> Self:
        if self.stretches_at_least > self.stretches_most:
            raise ValueError("stretches_at_least is above stretches_most")
        return self


def read_forecast_rules(path: Path | None = None) -> ForecastRules:
    """The rules in `path`, or the packaged ones. Raises `OSError`, `ValueError`."""
    return ForecastRules.model_validate_json((path or DEFAULT).read_bytes())
