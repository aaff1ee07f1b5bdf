"""The page of a region's holidays: national ones, and its own."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from chassis.http.problem import Problem
from chassis.text import Text
from chassis.web.pages import Pages, form_of, must_be_own
from contracts.calendar import Holiday
from planner.answers import STALE
from planner.calendars.calendar import changed_holidays, years_of
from planner.calendars.national_holidays import national_holidays
from planner.calendars.service import CalendarService
from planner.calendars.stored import StoredCalendar
from planner.calendars.telling import LABELS
from planner.pages.by_field import by_field
from planner.pages.calendar_pages import (
    NO_ERRORS,
    SHOWN,
    Changes,
    calendar_path,
    met,
    must_be_right,
    seen_version,
)
from planner.pages.holiday_form import (
    ROW_NUMBERS,
    fields_of,
    read_form,
    rows_of,
    values_of,
    worked,
)
from planner.pages.keeper import keeper
from planner.regions.region import Regions


class HolidayPages:
    """Shows a region's holidays to those who keep its plan, and changes them as the form says."""

    def __init__(self, *, pages: Pages, service: CalendarService, regions: Regions) -> None:
        self.pages = pages
        self._service = service
        self._regions = regions

    async def shown(self, request: Request, region: str, done: Text | None = None) -> Response:
        """The holidays of a region."""
        stored = await self._service.shown(region, to=keeper(request))
        return self._page(request, stored, values_of(stored, self._national(stored)), done=done)

    async def save(self, request: Request, region: str) -> Response:
        """Save them at the version that was seen; what others changed meanwhile is told."""
        by = keeper(request)
        stored = await self._service.shown(region, to=by)
        national = self._national(stored)
        values, is_own = await form_of(request, fields_of(national))
        try:
            must_be_own(is_own)
            draft, faults = read_form(values, stored, national)
            must_be_right([*faults, *self._service.faults(draft, region)])
            version = seen_version(values)
            await self._service.save(region, version, draft, by=by)
        except Problem as problem:
            now = await self._service.shown(region, to=by)
            return self._refused(request, now, *met(values, problem, now))
        return RedirectResponse(f"{holidays_path(region)}?selesai=simpan", 303)

    def _refused(
        self,
        request: Request,
        stored: StoredCalendar,
        values: Mapping[str, str],
        problem: Problem,
        changes: Changes,
    ) -> Response:
        """The page with what is wrong, and all that was typed."""
        if problem.status not in SHOWN:
            raise problem
        at = {STALE: "berubah"}.get(problem.code, "isi")
        errors = by_field(problem.faults) or {at: problem.detail}
        return self._page(request, stored, values, errors, problem.status, changes=changes)

    def _page(
        self,
        request: Request,
        stored: StoredCalendar,
        values: Mapping[str, str],
        errors: Mapping[str, Text] = NO_ERRORS,
        status: int = 200,
        *,
        done: Text | None = None,
        changes: Changes = (),
    ) -> Response:
        gone, new = changed_holidays(stored.holidays, self._service.holidays_if_saved(stored))
        by_year = groupby(self._national(stored), key=lambda one: one.day.year)
        facts = {
            "path": holidays_path(stored.region),
            "calendar": calendar_path(stored.region),
            "region": self._regions[stored.region],
            "stored": stored,
            "values": values,
            "errors": errors,
            "labels": LABELS,
            "row_numbers": ROW_NUMBERS,
            "rows": rows_of(values),
            "years": [(year, [(worked(one.day), one) for one in some]) for year, some in by_year],
            "this_year": self._service.today(stored.region).year,
            "done": done,
            "near": [(worked(one.estimate.day), one) for one in stored.near_estimates],
            "changes": changes,
            "gone": gone,
            "new": new,
        }
        return self.pages.render(request, "calendar_holidays.html", facts, status)

    def _national(self, stored: StoredCalendar) -> Sequence[Holiday]:
        years = years_of(stored.draft.begins, self._service.today(stored.region))
        return national_holidays(years)


def holidays_path(region: str) -> str:
    """Where the page of a region's holidays is."""
    return f"{calendar_path(region)}/libur"
