"""The pages of the plan's items: what they show, and what their forms change."""

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
from contracts.wording import KINDS, SMART_PILLARS
from planner.agencies.names import AgencyNames
from planner.answers import ITEM, STALE, must_say_why, no_such
from planner.deeds import DEEDS, DETAILS, OF_ITEMS
from planner.items.documents import item_of
from planner.items.query import ItemQuery
from planner.items.repository import ItemRepository
from planner.items.service import ItemService
from planner.items.stored import StoredItem
from planner.limits import LIST_MOST
from planner.pages.item_form import (
    FIELDS,
    STEP_FIELDS,
    changed_since,
    contents_of,
    new_values,
    read_form,
    values_of,
)
from planner.pages.keeper import keeper, regions_of
from planner.pages.seen import overtaken
from planner.regions.region import Regions
from planner.regions.scope import region_for
from planner.telling import ITEM_LABELS, differences
from planner.workbook.words import BOOK_NAMES

ITEMS = "/rencana/butir"
SHOWN_MOST, HISTORY_MOST, VERSIONS_MOST = 50, 30, 10
SPARE_STEPS = 2
"""Empty rows for milestones below those that there are."""
SHOWN = frozenset({403, 409, 422})
AT = {"already-exists": "item_id", STALE: "berubah"}
"""Where on the page a refusal as a whole leads, by its code; others to its begin."""
SAID_OF = {
    **ITEM_LABELS,
    **dict.fromkeys(STEP_FIELDS, ITEM_LABELS["milestones"]),
    "item_id": "Kode",
    "reason": "Alasan",
}
"""The labels before what is wrong with a field."""
NO_ERRORS: Mapping[str, Text] = {}


class ItemPages:
    """Shows the plan's items to those who keep the plan, and changes them as the forms say."""

    def __init__(
        self,
        *,
        pages: Pages,
        service: ItemService,
        items: ItemRepository,
        names: AgencyNames,
        regions: Regions,
        trail: Trail,
        zone: str,
    ) -> None:
        """`zone`: the time zone in which the history of an item is shown."""
        self.pages = pages
        self._service = service
        self._items = items
        self._names = names
        self._regions = regions
        self._trail = trail
        self._zone = zone

    async def listed(
        self, request: Request, words: str, wanted: Mapping[str, str], cursor: str | None
    ) -> Response:
        """The items that match, in the order of their codes."""
        by = keeper(request)
        query = ItemQuery(
            by.scope,
            pillar=wanted["pilar"] or None,
            agency=wanted["opd"] or None,
            kind=wanted["jenis"] or None,
        )
        found = await self._items.found(query, words, after(cursor), SHOWN_MOST + 1)
        shown = found[:SHOWN_MOST]
        facts = {
            "items": shown,
            "pillars": SMART_PILLARS,
            "kinds": KINDS,
            "agencies": await self._names.of(by),
            "asked": {"cari": words, **wanted},
            "is_first": cursor is None,
            "next": cursor_after(shown[-1].draft.item_id) if len(found) > SHOWN_MOST else None,
        }
        return self.pages.render(request, "plan_items.html", facts)

    async def new(self, request: Request) -> Response:
        """The form of a new item."""
        by = keeper(request)
        return await self._form(request, new_values(region_for(by, None, self._regions)))

    async def stored(self, request: Request, item_id: str, done: Text | None = None) -> Response:
        """The form of a stored item."""
        stored = await self._visible(request, item_id)
        return await self._form(request, values_of(stored), stored=stored, done=done)

    async def make(self, request: Request) -> Response:
        """Make an item."""
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
        return RedirectResponse(f"{item_path(made.draft.item_id)}?selesai=baru", 303)

    async def revise(self, request: Request, item_id: str) -> Response:
        """Change an item, at the version that was seen; what others changed meanwhile is told."""
        stored = await self._visible(request, item_id)
        values, is_own = await form_of(request, FIELDS)
        try:
            must_be_own(is_own)
            given, faults = read_form(values, stored)
            await self._whole(given, faults, stored.region)
            version = whole_number(values["version"], 15) or 0
            await self._service.revise(item_id, version, given, by=caller(request).username)
        except Problem as problem:
            now = await self._visible(request, item_id)
            if problem.code != STALE:  # the version stays the one that was seen
                return await self._refused(request, values, problem, now)
            fresh, changes = values_of(now), changed_since(values["seen"], now)
            shown = {**values, "version": fresh["version"], "seen": fresh["seen"]}
            return await self._refused(request, shown, overtaken(), now, changes)
        return RedirectResponse(f"{item_path(item_id)}?selesai=ubah", 303)

    async def cancel(self, request: Request, item_id: str) -> Response:
        """Cancel an item, with the reason."""
        stored = await self._visible(request, item_id)
        given, is_own = await form_of(request, ("reason", "version"))
        version = whole_number(given["version"], 15) or 0
        try:
            must_be_own(is_own)
            must_say_why(given["reason"])
            by = caller(request).username
            await self._service.cancel(item_id, version, by=by, reason=given["reason"])
        except Problem as problem:
            shown = {**values_of(stored), "reason": given["reason"]}
            return await self._refused(request, shown, problem, stored)
        return RedirectResponse(f"{item_path(item_id)}?selesai=batal", 303)

    async def restore(self, request: Request, item_id: str) -> Response:
        """Undo the cancellation of an item."""
        stored = await self._visible(request, item_id)
        given, is_own = await form_of(request, ("version",))
        version = whole_number(given["version"], 15) or 0
        try:
            must_be_own(is_own)
            await self._service.restore(item_id, version, by=caller(request).username)
        except Problem as problem:
            return await self._refused(request, values_of(stored), problem, stored)
        return RedirectResponse(f"{item_path(item_id)}?selesai=pulih", 303)

    async def revert(self, request: Request, item_id: str) -> Response:
        """Give an item the content of a former version."""
        stored = await self._visible(request, item_id)
        given, is_own = await form_of(request, ("version", "to"))
        version, to = (whole_number(given[name], 15) or 0 for name in ("version", "to"))
        try:
            must_be_own(is_own)
            by = caller(request).username
            await self._service.revert(item_id, version, to=to, by=by)
        except Problem as problem:
            return await self._refused(request, values_of(stored), problem, stored)
        return RedirectResponse(f"{item_path(item_id)}?selesai=kembali", 303)

    async def _whole(self, given: Any, faults: list[Fault], region: str) -> None:
        """Raise 422 with what could not be read and what breaks a rule, all at once."""
        if not faults:
            return
        try:
            await self._service.check(given, region)
        except Problem as problem:
            faults += [one for one in problem.faults if one.field not in {f.field for f in faults}]
        raise wrong(faults)

    async def _refused(
        self,
        request: Request,
        values: Mapping[str, Any],
        problem: Problem,
        stored: StoredItem | None = None,
        changes: Sequence[tuple[str, str, str]] = (),
    ) -> Response:
        """The form with what is wrong, and all that was typed."""
        if problem.status not in SHOWN:
            raise problem
        errors = {fault.field: fault.message for fault in problem.faults}
        if not errors:
            errors = {AT.get(problem.code, "isi"): problem.detail}
        return await self._form(
            request, values, errors, problem.status, stored=stored, changes=changes
        )

    async def _form(
        self,
        request: Request,
        values: Mapping[str, Any],
        errors: Mapping[str, Text] = NO_ERRORS,
        status: int = 200,
        *,
        stored: StoredItem | None = None,
        done: Text | None = None,
        changes: Sequence[tuple[str, str, str]] = (),
    ) -> Response:
        by = caller(request)
        filled = [
            row
            for row in range(LIST_MOST)
            if values[f"step_{row}"] or errors.get(f"step_due_{row}")
        ]
        facts = {
            "values": {"reason": "", **values},
            "errors": errors,
            "stored": stored,
            "done": done,
            "changes": changes,
            "labels": SAID_OF,
            "steps": range(min(LIST_MOST, max(filled, default=-1) + 1 + SPARE_STEPS)),
            "pillars": SMART_PILLARS,
            "kinds": KINDS,
            "books": BOOK_NAMES,
            "agencies": await self._names.of(by, stored.region if stored else None),
            "regions": regions_of(by, self._regions),
            "contents": contents_of(stored) if stored and stored.cancelled else (),
            "history": await self._history_of(stored),
            "versions": await self._versions_of(stored),
            "deeds": DEEDS,
            "details": DETAILS,
            "zone": self._zone,
        }
        return self.pages.render(request, "plan_item.html", facts, status)

    async def _history_of(self, stored: StoredItem | None) -> Sequence[Entry]:
        if stored is None:
            return ()
        wanted = {"about": stored.draft.item_id}
        return await self._trail.entries.latest(wanted, None, HISTORY_MOST, what=OF_ITEMS)

    async def _versions_of(self, stored: StoredItem | None) -> list[dict[str, Any]]:
        """The former versions that differ from what is stored, the latest first."""
        if stored is None or stored.cancelled:
            return []
        rows = await self._items.former.latest(stored.draft.item_id, VERSIONS_MOST)
        versions = [
            {
                "version": row["version"],
                "at": row["changed_at"],
                "by": row["changed_by"],
                "fields": [
                    (label, was, now)
                    for _, label, was, now in differences(stored.draft, item_of(row).draft)
                ],
            }
            for row in rows
        ]
        return [one for one in versions if one["fields"]]

    async def _visible(self, request: Request, item_id: str) -> StoredItem:
        by = keeper(request)
        stored = await self._items.item(item_id)
        if stored is None or by.region not in {None, stored.region}:
            raise no_such(ITEM, item_id)
        return stored


def item_path(item_id: str) -> str:
    """Where the page of an item of the plan is."""
    return f"{ITEMS}/{quote(item_id, safe='')}"
