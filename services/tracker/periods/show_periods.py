"""GET /api/v1/periods/{region} and /api/v1/periods/{region}/{code}."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from chassis.auth.auth import Auth, Caller
from contracts.calendar import Calendar, Period, PeriodKind
from contracts.wording import period_name
from contracts.words import RegionCode
from tracker.periods.service import Level, ReportingPeriods
from tracker.periods.service_level import Measures, measured, summed

MISSING_MOST = 1_000
Region = Annotated[RegionCode, Path()]
Code = Annotated[str, Path(max_length=16, description="As 2026-M10, 2026-Q4, 2026-C3.")]


class PeriodShown(BaseModel):
    """A period, and until when reports on it are on time and count."""

    code: str
    name: str
    kind: PeriodKind
    first: date
    last: date
    on_time_until: date = Field(description="Last day on which a report is on time.")
    open_until: date | None = Field(
        description="Last day on which a report counts without an extension; null: at any time."
    )
    provisional: bool = Field(
        description="An estimated holiday, or one of a year not stored yet, may move these days."
    )


class PeriodsShown(BaseModel):
    """The counted periods of a region, the latest first of each kind."""

    region: str
    version: int = Field(description="Of the region's calendar.")
    periods: list[PeriodShown]


class MeasuresShown(BaseModel):
    """Counts of reports, one for each item; rates are null where none was expected."""

    expected: int
    actual: int
    on_time: int
    rate: float | None
    rate_on_time: float | None


class AgencyMeasures(MeasuresShown):
    """Those of one agency."""

    agency: str


class Missing(BaseModel):
    """An item on which no report that counts has come."""

    item_id: str
    agency: str


class PeriodLevel(BaseModel):
    """What a period expected of those whom the caller may see, and what came."""

    region: str
    version: int = Field(description="Of the region's calendar.")
    period: PeriodShown
    known_at: datetime
    total: MeasuresShown
    agencies: list[AgencyMeasures]
    missing: list[Missing] = Field(description=f"At most {MISSING_MOST:,}, by agency and item.")


def routes(periods: ReportingPeriods, auth: Auth) -> APIRouter:
    """The reporting of periods, of those that the caller may see."""
    router = APIRouter(prefix="/api/v1/periods", tags=["periods"], route_class=auth.route)

    @router.get("/{region}", responses={200: {"model": PeriodsShown}})
    async def list_periods(account: Caller, region: Region) -> dict[str, Any]:
        """Periode pelaporan wilayah, dengan batas waktunya."""
        calendar = await periods.calendar(account, region)
        offered = [period_view(calendar, period) for period in periods.offered(calendar)]
        return {"region": calendar.region, "version": calendar.version, "periods": offered}

    @router.get("/{region}/{code}", responses={200: {"model": PeriodLevel}})
    async def show_period(
        account: Caller,
        region: Region,
        code: Code,
        on: Annotated[
            date | None, Query(description="As known when this day ended; left out: as of now.")
        ] = None,
    ) -> dict[str, Any]:
        """Laporan yang diharapkan, yang masuk dan yang tepat waktu dalam satu periode."""
        calendar = await periods.calendar(account, region)
        period = periods.chosen(calendar, code)
        return level_view(await periods.level(account, calendar, period, on))

    return router


def period_view(calendar: Calendar, period: Period) -> dict[str, Any]:
    """The fields of `PeriodShown`."""
    return {
        "code": period.code,
        "name": period_name(period),
        "kind": period.kind,
        "first": period.first,
        "last": period.last,
        "on_time_until": calendar.on_time_until(period),
        "open_until": calendar.open_until(period),
        "provisional": calendar.is_provisional(period),
    }


def level_view(level: Level) -> dict[str, Any]:
    """The fields of `PeriodLevel`."""
    by_agency = measured(level.expected)
    missing = [one for one in level.expected if one.received_at is None]
    missing.sort(key=lambda one: (one.agency, one.item_id))
    return {
        "region": level.calendar.region,
        "version": level.calendar.version,
        "period": period_view(level.calendar, level.period),
        "known_at": level.limits.at,
        "total": _measures_view(summed(by_agency.values())),
        "agencies": [
            {"agency": agency, **_measures_view(counts)}
            for agency, counts in sorted(by_agency.items())
        ],
        "missing": [
            {"item_id": one.item_id, "agency": one.agency} for one in missing[:MISSING_MOST]
        ],
    }


def _measures_view(counts: Measures) -> dict[str, Any]:
    return {name: getattr(counts, name) for name in MeasuresShown.model_fields}
