"""The page of a region's reporting calendar and of its extensions."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from chassis.audit.entry import Entry
from chassis.audit.trail import Trail
from chassis.auth.auth import caller
from chassis.digits import whole_number
from chassis.http.problem import Fault, Problem
from chassis.http.validation import wrong
from chassis.text import Text
from chassis.web.pages import Pages, form_of, must_be_own
from contracts.wording import PERIODS, STEPS
from planner.agencies.names import AgencyNames
from planner.answers import STALE
from planner.calendars.calendar import changed_holidays
from planner.calendars.deadlines import deadlines_of, extendable
from planner.calendars.extensions import Asked, period_of
from planner.calendars.service import CalendarService
from planner.calendars.stored import StoredCalendar
from planner.calendars.telling import WEEKDAYS
from planner.deeds import DEEDS, DETAILS, OF_CALENDARS
from planner.pages.by_field import by_field
from planner.pages.calendar_form import (
    COUNTS_FROM,
    EXTENSION_FIELDS,
    FIELDS,
    SAID_OF,
    STEP_FIELDS,
    as_it_stands,
    changed_since,
    day_of,
    field_of,
    period_text,
    read_form,
    values_of,
)
from planner.pages.keeper import keeper, regions_of
from planner.pages.seen import overtaken
from planner.regions.region import Regions
from planner.regions.scope import region_for

CALENDAR = "/rencana/kalender"
HISTORY_MOST = 30
SHOWN = frozenset({403, 404, 409, 422})
NO_ERRORS: Mapping[str, Text] = {}
NOTHING: Mapping[str, str] = dict.fromkeys(EXTENSION_FIELDS, "")
Changes = Sequence[tuple[str, str, str]]


class CalendarPages:
    """Shows a region's calendar to those who keep its plan, and changes it as the forms say."""

    def __init__(
        self,
        *,
        pages: Pages,
        service: CalendarService,
        names: AgencyNames,
        regions: Regions,
        trail: Trail,
    ) -> None:
        self.pages = pages
        self._service = service
        self._names = names
        self._regions = regions
        self._trail = trail

    async def chosen(self, request: Request, region: str | None) -> Response:
        """To the page of a region, or of the reader's first one."""
        where = region_for(keeper(request), region, self._regions)
        return RedirectResponse(calendar_path(where), 303)

    async def shown(self, request: Request, region: str, done: Text | None = None) -> Response:
        """The calendar of a region."""
        stored = await self._service.shown(region, to=keeper(request))
        return await self._page(request, stored, values_of(stored), done=done)

    async def save(self, request: Request, region: str) -> Response:
        """Save a calendar at the version that was seen; what others changed meanwhile is told."""
        by = keeper(request)
        stored = await self._service.shown(region, to=by)
        values, is_own = await form_of(request, FIELDS)
        try:
            must_be_own(is_own)
            draft, faults = read_form(values, stored)
            must_be_right([*faults, *self._service.faults(draft, region)])
            version = seen_version(values)
            await self._service.save(region, version, draft, by=by)
        except Problem as problem:
            now = await self._service.shown(region, to=by)
            shown, said, changes = met(values, problem, now)
            return await self._refused(request, now, said, values=shown, changes=changes)
        return RedirectResponse(f"{calendar_path(region)}?selesai=simpan", 303)

    async def grant(self, request: Request, region: str) -> Response:
        """Grant an extension."""
        by = keeper(request)
        await self._service.shown(region, to=by)
        typed, is_own = await form_of(request, EXTENSION_FIELDS)
        try:
            must_be_own(is_own)
            await self._service.grant(region, _asked(typed), by=by)
        except Problem as problem:
            now = await self._service.shown(region, to=by)
            return await self._refused(request, now, problem, typed=typed)
        return RedirectResponse(f"{calendar_path(region)}?selesai=izin", 303)

    async def withdraw(self, request: Request, region: str) -> Response:
        """Withdraw an extension."""
        by = keeper(request)
        await self._service.shown(region, to=by)
        given, is_own = await form_of(request, ("agency", "period"))
        try:
            must_be_own(is_own)
            await self._service.withdraw(region, given["agency"], given["period"], by=by)
        except Problem as problem:
            now = await self._service.shown(region, to=by)
            return await self._refused(request, now, problem)
        return RedirectResponse(f"{calendar_path(region)}?selesai=cabut", 303)

    async def _refused(
        self,
        request: Request,
        stored: StoredCalendar,
        problem: Problem,
        *,
        values: Mapping[str, str] | None = None,
        typed: Mapping[str, str] = NOTHING,
        changes: Changes = (),
    ) -> Response:
        """The page with what is wrong, and all that was typed."""
        if problem.status not in SHOWN:
            raise problem
        at = {STALE: "berubah"}.get(problem.code, "isi")
        errors = by_field(problem.faults, field_of) or {at: problem.detail}
        return await self._page(
            request,
            stored,
            values or values_of(stored),
            errors,
            problem.status,
            typed=typed,
            changes=changes,
        )

    async def _page(
        self,
        request: Request,
        stored: StoredCalendar,
        values: Mapping[str, str],
        errors: Mapping[str, Text] = NO_ERRORS,
        status: int = 200,
        *,
        typed: Mapping[str, str] = NOTHING,
        done: Text | None = None,
        changes: Changes = (),
    ) -> Response:
        by, calendar = caller(request), stored.calendar
        today = self._service.today(stored.region)
        names = await self._names.of(by, stored.region)
        gone, new = changed_holidays(stored.holidays, self._service.holidays_if_saved(stored))
        facts = {
            "path": calendar_path(stored.region),
            "region": self._regions[stored.region],
            "regions": regions_of(by, self._regions),
            "stored": stored,
            "values": values,
            "typed": typed,
            "errors": errors,
            "labels": SAID_OF,
            "done": done,
            "changes": changes,
            "weekdays": WEEKDAYS,
            "kinds": PERIODS,
            "steps": {name: STEPS[step] for name, step in STEP_FIELDS.items()},
            "counts_from": COUNTS_FROM,
            "deadlines": [(period_text(one.period), one) for one in deadlines_of(calendar, today)],
            "extensions": [
                (one, names.get(one.agency, one.agency), period_of(one).code,
                 period_text(period_of(one)))
                for one in stored.extensions
            ],
            "agencies": names,
            "extendable": [(one.code, period_text(one)) for one in extendable(calendar, today)],
            "gone": gone,
            "new": new,
            "history": await self._history_of(stored.region),
            "deeds": DEEDS,
            "details": DETAILS,
            "zone": stored.time_zone,
        }  # fmt: skip
        return self.pages.render(request, "calendar.html", facts, status)

    async def _history_of(self, region: str) -> Sequence[Entry]:
        wanted = {"about": region}
        return await self._trail.entries.latest(wanted, None, HISTORY_MOST, what=OF_CALENDARS)


def calendar_path(region: str) -> str:
    """Where the page of a region's calendar is."""
    return f"{CALENDAR}/{quote(region, safe='')}"


def seen_version(values: Mapping[str, str]) -> int:
    """The version that was seen; one that there cannot be where it was changed by hand."""
    version = whole_number(values["version"], 15)
    return -1 if version is None else version


def must_be_right(faults: Sequence[Fault]) -> None:
    """Raise 422 with these faults, if there are any."""
    if faults:
        raise wrong(faults)


def met(
    values: Mapping[str, str], problem: Problem, now: StoredCalendar
) -> tuple[Mapping[str, str], Problem, Changes]:
    """The values of a refused form, its problem, and what others have changed: after a change of
    others the version is that which is shown now. Else it stays the one that was seen.
    """
    if problem.code != STALE:
        return values, problem, ()
    return {**values, **as_it_stands(now)}, overtaken(), changed_since(values["seen"], now)


def _asked(typed: Mapping[str, str]) -> Asked:
    """The extension as typed. Raises 422 without a day."""
    faults: list[Fault] = []
    until = day_of(typed["until"], "until", faults)
    if until is None:
        raise wrong(faults)
    return Asked(typed["agency"], typed["period"], until, typed["reason"])
