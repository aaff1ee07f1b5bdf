"""The pages of agencies and their contacts: what they show, and what their forms change."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from chassis.audit.entry import Entry
from chassis.audit.trail import Trail
from chassis.auth.auth import caller
from chassis.digits import whole_number
from chassis.http.paging import after, cursor_after
from chassis.http.problem import Fault, Problem
from chassis.http.validation import wrong
from chassis.text import Text
from chassis.web.pages import Pages, form_of, must_be_own
from contracts.wording import OFFICES
from planner.agencies.agency import unreachable, without_contact
from planner.agencies.query import AgencyQuery
from planner.agencies.repository import AgencyRepository
from planner.agencies.service import AgencyService
from planner.agencies.stored import StoredAgency
from planner.answers import AGENCY, STALE, no_such
from planner.deeds import DEEDS, DETAILS, OF_AGENCIES
from planner.pages.agency_form import (
    FIELDS,
    LABELS,
    ROW_NUMBERS,
    changed_since,
    new_values,
    read_form,
    rows_of,
    values_of,
)
from planner.pages.by_field import by_field
from planner.pages.keeper import keeper, regions_of
from planner.pages.seen import overtaken
from planner.regions.region import Regions
from planner.regions.scope import region_for

AGENCIES = "/rencana/opd"
SHOWN_MOST, HISTORY_MOST = 50, 30
SHOWN = frozenset({403, 409, 422})
AT = {"already-exists": "agency", STALE: "berubah"}
"""Where on the page a refusal as a whole leads, by its code; others to its begin."""
SAID_OF = {**LABELS, "agency": "Kode", "region": "Wilayah", "contacts": "Kontak"}
"""The labels before what is wrong with a field, beside those of rows."""
NO_ERRORS: Mapping[str, Text] = {}


class AgencyPages:
    """Shows agencies to those who keep the plan, and changes them as the forms say."""

    def __init__(
        self,
        *,
        pages: Pages,
        service: AgencyService,
        agencies: AgencyRepository,
        regions: Regions,
        trail: Trail,
        zone: str,
    ) -> None:
        """`zone`: the time zone in which the history of an agency is shown."""
        self.pages = pages
        self._service = service
        self._agencies = agencies
        self._regions = regions
        self._trail = trail
        self._zone = zone

    async def listed(self, request: Request, words: str, cursor: str | None) -> Response:
        """The agencies that match, in the order of their codes, and whom no alert reaches."""
        query = AgencyQuery(keeper(request).scope)
        found = await self._agencies.found(query, words, after(cursor), SHOWN_MOST + 1)
        shown = found[:SHOWN_MOST]
        facts = {
            "agencies": [(one, without_contact(one.draft)) for one in shown],
            "offices": OFFICES,
            "asked": {"cari": words},
            "is_first": cursor is None,
            "next": cursor_after(shown[-1].draft.agency) if len(found) > SHOWN_MOST else None,
        }
        return self.pages.render(request, "agencies.html", facts)

    async def new(self, request: Request) -> Response:
        """The form of a new agency."""
        region = region_for(keeper(request), None, self._regions)
        return await self._form(request, new_values(region))

    async def stored(self, request: Request, code: str, done: Text | None = None) -> Response:
        """The form of a stored agency."""
        stored = await self._visible(request, code)
        return await self._form(request, values_of(stored), stored=stored, done=done)

    async def make(self, request: Request) -> Response:
        """Make an agency."""
        by = keeper(request)
        values, is_own = await form_of(request, FIELDS)
        try:
            must_be_own(is_own)
            region = region_for(by, values["region"] or None, self._regions)
            given, faults = read_form(values, None)
            await self._whole(given, faults, region)
            made = await self._service.create(given, region=region, by=by.username)
        except Problem as problem:
            return await self._refused(request, values, problem)
        return RedirectResponse(f"{agency_path(made.draft.agency)}?selesai=baru", 303)

    async def revise(self, request: Request, code: str) -> Response:
        """Change an agency, at the version that was seen; what others changed meanwhile is told."""
        stored = await self._visible(request, code)
        values, is_own = await form_of(request, FIELDS)
        try:
            must_be_own(is_own)
            given, faults = read_form(values, stored)
            await self._whole(given, faults, stored.region)
            version, by = whole_number(values["version"], 15) or 0, caller(request).username
            await self._service.revise(code, version, given, region=stored.region, by=by)
        except Problem as problem:
            now = await self._visible(request, code)
            if problem.code != STALE:  # the version stays the one that was seen
                return await self._refused(request, values, problem, now)
            fresh, changes = values_of(now), changed_since(values["seen"], now)
            shown = {**values, "version": fresh["version"], "seen": fresh["seen"]}
            return await self._refused(request, shown, overtaken(), now, changes)
        return RedirectResponse(f"{agency_path(code)}?selesai=ubah", 303)

    async def _whole(self, given: Any, faults: list[Fault], region: str) -> None:
        """Raise 422 with what is wrong in the rows and what breaks a rule, all at once."""
        if not faults:
            return
        try:
            await self._service.check(given, region)
        except Problem as problem:
            faults = [*problem.faults, *faults]
        raise wrong(faults)

    async def _refused(
        self,
        request: Request,
        values: Mapping[str, str],
        problem: Problem,
        stored: StoredAgency | None = None,
        changes: Sequence[tuple[str, str, str]] = (),
    ) -> Response:
        """The form with what is wrong, and all that was typed."""
        if problem.status not in SHOWN:
            raise problem
        errors = by_field(problem.faults) or {AT.get(problem.code, "isi"): problem.detail}
        return await self._form(
            request, values, errors, problem.status, stored=stored, changes=changes
        )

    async def _form(
        self,
        request: Request,
        values: Mapping[str, str],
        errors: Mapping[str, Text] = NO_ERRORS,
        status: int = 200,
        *,
        stored: StoredAgency | None = None,
        done: Text | None = None,
        changes: Sequence[tuple[str, str, str]] = (),
    ) -> Response:
        by = caller(request)
        facts = {
            "values": values,
            "errors": errors,
            "stored": stored,
            "unreached": without_contact(stored.draft) if stored else (),
            "odd_addresses": unreachable(stored.draft) if stored and not errors else (),
            "done": done,
            "changes": changes,
            "labels": SAID_OF,
            "row_numbers": ROW_NUMBERS,
            "rows": rows_of(values),
            "offices": OFFICES,
            "regions": regions_of(by, self._regions),
            "history": await self._history_of(stored),
            "deeds": DEEDS,
            "details": DETAILS,
            "zone": self._zone,
        }
        return self.pages.render(request, "agency_form.html", facts, status)

    async def _history_of(self, stored: StoredAgency | None) -> Sequence[Entry]:
        if stored is None:
            return ()
        wanted = {"about": stored.draft.agency}
        return await self._trail.entries.latest(wanted, None, HISTORY_MOST, what=OF_AGENCIES)

    async def _visible(self, request: Request, code: str) -> StoredAgency:
        by = keeper(request)
        stored = await self._agencies.agency(code)
        if stored is None or by.region not in {None, stored.region}:
            raise no_such(AGENCY, code)
        return stored


def agency_path(code: str) -> str:
    """Where the page of an agency is."""
    return f"{AGENCIES}/{quote(code, safe='')}"
