"""reporting requested -> a page of who has not reported on a period, how late, and whom to call."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from chassis.auth.auth import caller
from chassis.http.problem import Problem
from chassis.text import Text
from chassis.web.pages import Pages
from contracts import CalendarPublished
from contracts.account import Account, Role
from contracts.calendar import Period
from contracts.wording import CONTACTS, PERIODS
from tracker.periods.repository import PeriodRepository
from tracker.periods.service import Level, ReportingPeriods, no_such_period
from tracker.periods.service_level import Measures, measured, summed
from tracker.plan.repository import AgencyRepository

REPORTING = "/kemajuan/pelaporan"
ITEMS_MOST = 10
"""Of one agency's items without a report, shown where there are several agencies."""
CALLED = ("officer", "verifier", "head")
KEEPERS = frozenset({Role.ADMIN, Role.PLANNER})
"""Who sees the addresses of offices; others see the offices."""


@dataclass(frozen=True, slots=True)
class Row:
    """An agency's reporting: its measures, items without a report that counts (id, title, day of
    the last report; no title where the item is another agency's by now), whom to call, and the last
    day of an extension.
    """

    agency: str
    name: str
    counts: Measures
    missing: Sequence[tuple[str, str, date | None]]
    contacts: Sequence[Mapping[str, str]]
    extended_until: date | None


def routes(
    pages: Pages,
    periods: ReportingPeriods,
    rows: PeriodRepository,
    agencies: AgencyRepository,
) -> APIRouter:
    """Siapa belum melapor."""
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    @router.get(REPORTING)
    async def show_reporting(
        request: Request,
        periode: Annotated[str, Query(max_length=16)] = "",
        wilayah: Annotated[str, Query(max_length=32)] = "",
        per: Annotated[str, Query(max_length=10)] = "",
    ) -> Response:
        """Siapa belum melapor untuk suatu periode, dan sejak kapan."""
        account = caller(request)
        calendars = await periods.calendars(account)
        if not calendars:
            return pages.render(request, "no_calendar.html", {})
        calendar = _chosen(calendars, wilayah)
        period = _period(periods, calendar, periode, of_another=wilayah != "")
        if period is None:
            return pages.render(request, "no_calendar.html", {})
        level, wrong_day = await _level(periods, account, calendar, period, per)
        shown = await _rows(level, rows, agencies, account)
        facts = {
            "regions": [one.region for one in calendars],
            "calendar": calendar,
            "period": period,
            "period_words": PERIODS,
            "offered": periods.offered(calendar),
            "day": per,
            "wrong_day": wrong_day,
            "yesterday": periods.today(calendar) - timedelta(days=1),
            "limits": _limits(level),
            "total": summed(row.counts for row in shown),
            "incomplete": [row for row in shown if row.counts.missing],
            "complete": [row for row in shown if not row.counts.missing],
            "sees_all": account.agency is None,
            "roles": CONTACTS,
            "has_addresses": account.role in KEEPERS,
        }
        return pages.render(request, "reporting.html", facts, 422 if wrong_day else 200)

    return router


def _chosen(calendars: Sequence[CalendarPublished], region: str) -> CalendarPublished:
    """The calendar of a region, the first where none is asked for. Raises 404."""
    for calendar in calendars:
        if region in {"", calendar.region}:
            return calendar
    raise no_such_period()


def _period(
    periods: ReportingPeriods, calendar: CalendarPublished, code: str, *, of_another: bool
) -> Period | None:
    """The period of a code, else the last that is over; the same where the code is one that only
    another region has. Raises 404.
    """
    if not code:
        return periods.latest(calendar)
    try:
        return periods.chosen(calendar, code)
    except Problem:
        if of_another and Period.of_code(code) is not None:
            return periods.latest(calendar)
        raise


async def _level(
    periods: ReportingPeriods,
    account: Account,
    calendar: CalendarPublished,
    period: Period,
    per: str,
) -> tuple[Level, Text | None]:
    """The level as known on a day; as of now, and what is wrong, where it is no day of which
    something is known.
    """
    try:
        day = date.fromisoformat(per) if per else None
        return await periods.level(account, calendar, period, day), None
    except ValueError:
        wrong = Text("tanggal tidak dikenal; tulis 2026-10-31", "no day; write 2026-10-31")
    except Problem as problem:
        wrong = problem.faults[0].message
    return await periods.level(account, calendar, period), wrong


def _limits(level: Level) -> Mapping[str, Any]:
    """The days of the period, and how many days each is over on the day of the page."""
    calendar, period, today = level.calendar, level.period, level.today
    on_time, closes = calendar.on_time_until(period), calendar.open_until(period)
    return {
        "first": period.first,
        "last": period.last,
        "on_time_until": on_time,
        "open_until": closes,
        "is_running": period.last >= today,
        "days_over": max(0, (today - on_time).days),
        "is_closed": closes is not None and closes < today,
        "is_provisional": calendar.is_provisional(period),
    }


async def _rows(
    level: Level, rows: PeriodRepository, agencies: AgencyRepository, account: Account
) -> Sequence[Row]:
    """The agencies of which something is expected, those that miss most first."""
    known = {row["_id"]: row for row in await agencies.agencies()}
    missing: dict[str, list[str]] = defaultdict(list)
    for one in level.expected:
        if one.received_at is None:
            missing[one.agency].append(one.item_id)
    most = ITEMS_MOST if account.agency is None else len(level.expected)
    shown = {agency: sorted(items)[:most] for agency, items in missing.items()}
    listed = [item_id for items in shown.values() for item_id in items]
    titles = await rows.titles(listed, account.scope)
    found = [
        Row(
            agency=agency,
            name=known[agency]["name"] if agency in known else agency,
            counts=counts,
            missing=[(one, *titles.get(one, ("", None))) for one in shown.get(agency, ())],
            contacts=_called(known.get(agency, {})),
            extended_until=_extended_until(level.calendar, level.period, agency),
        )
        for agency, counts in measured(level.expected).items()
    ]
    return sorted(found, key=lambda row: (-row.counts.missing, row.name))


def _called(agency: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    contacts = agency.get("contacts") or ()
    return [contact for contact in contacts if contact["role"] in CALLED]


def _extended_until(calendar: CalendarPublished, period: Period, agency: str) -> date | None:
    granted = (
        one.until
        for one in calendar.extensions
        if (one.agency, one.kind, one.first) == (agency, period.kind, period.first)
    )
    return max(granted, default=None)
