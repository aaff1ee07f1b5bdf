"""HTTP views of forecasts. Pure."""

from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from tracker.forecast.forecast import Forecast, Month, Why
from tracker.forecast.forecast_rules import ForecastRules

NEVER_NAMED = "null where it is too far ahead to be named, or the pace never reaches it"


class ForecastShown(BaseModel):
    """When 100 percent are reached at the present pace, and whole percents, rounded down, at the
    end of the year if nothing changes. All but `rules` and `why` are null where `why` says why
    nothing can be said.
    """

    rules: str = Field(description="Version of the rules.")
    why: Why | None = Field(description="Why nothing is said; null where something is.")
    finish: str | None = Field(description=f"Month, as 2027-03; {NEVER_NAMED}.")
    earliest: str | None = Field(description="At the pace of the fastest stretch.")
    latest: str | None = Field(description=f"At the pace of the slowest; {NEVER_NAMED}.")
    year: int | None
    year_end: int | None
    year_end_low: int | None
    year_end_high: int | None
    reports: int | None = Field(description="How many percents the pace is taken from.")
    first: date | None = Field(description="Day on which the first stretch of time begins.")
    last: date | None = Field(description="Day of the last percent.")


def forecast_view(found: Forecast | Why, rules: ForecastRules) -> dict[str, Any]:
    """The fields of `ForecastShown`."""
    if isinstance(found, Why):
        empty = dict.fromkeys(ForecastShown.model_fields)
        return {**empty, "rules": rules.version, "why": found}
    fields = {name: getattr(found, name) for name in Forecast.__slots__ if name != "taken"}
    shown = {name: str(one) if isinstance(one, Month) else one for name, one in fields.items()}
    return {"rules": rules.version, "why": None, **shown, **found.taken._asdict()}
