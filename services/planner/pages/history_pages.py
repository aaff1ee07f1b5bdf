"""The page of what changed in the plan between two days, and who changed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request, Response

from chassis.clock import Clock
from chassis.text import Text
from chassis.web.pages import Pages
from planner.agencies.documents import agency_of
from planner.agencies.repository import AgencyRepository
from planner.agencies.stored import StoredAgency
from planner.items.documents import item_of
from planner.items.repository import ItemRepository
from planner.items.stored import StoredItem
from planner.pages.keeper import keeper, regions_of
from planner.regions.region import Regions
from planner.telling import differences
from planner.versions.repository import Pair

CHANGES = "/rencana/perubahan"
CHANGES_MOST, NEW_MOST, READ_MOST = 200, 500, 2_000
"""On a page, of each kind; and how many versions are read for it."""
DAYS = 31
"""Shown where no day is chosen."""
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2200, 1, 1)
NEW, CANCELLED, RESTORED, CHANGED = "dibuat", "dibatalkan", "pembatalan dicabut", "diubah"
KINDS_OF_CHANGE = (NEW, CANCELLED, RESTORED, CHANGED)


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One change: of what, by whom, when, and label, before and after of each field."""

    code: str
    name: str
    is_item: bool
    what: str
    at: datetime
    by: str
    fields: tuple[tuple[str, str, str], ...]
    why: str = ""


class HistoryPages:
    """Shows to those who keep the plan how it changed."""

    def __init__(
        self,
        *,
        pages: Pages,
        items: ItemRepository,
        agencies: AgencyRepository,
        regions: Regions,
        clock: Clock,
        zone: str,
    ) -> None:
        """`zone`: the time zone in which days are counted and shown."""
        self.pages = pages
        self._items = items
        self._agencies = agencies
        self._regions = regions
        self._clock = clock
        self._zone = zone

    async def show(
        self, request: Request, since: date | None, until: date | None, days: int = DAYS
    ) -> Response:
        """The changes from the day `since` to the day `until`, the latest first; without a `since`,
        of as many `days`, that of `until` the last.
        """
        by = keeper(request)
        zone = ZoneInfo(self._zone)
        last = _known(until or self._clock.now().astimezone(zone).date())
        first = _known(since or last - timedelta(days=days - 1))
        wrong = first > last
        changes: list[ShownChange] = []
        if not wrong:
            regions = list(regions_of(by, self._regions))
            changes = await self._changes(regions, _begin(first, zone), _end(last, zone))
        new = [one for one in changes if one.what == NEW]
        changed = [one for one in changes if one.what != NEW]
        facts: Mapping[str, Any] = {
            "changes": changed[:CHANGES_MOST],
            "new": new[:NEW_MOST],
            "more": len(changed) > CHANGES_MOST or len(new) > NEW_MOST,
            "asked": {"dari": first.isoformat(), "sampai": last.isoformat()},
            "errors": {"sampai": _turned()} if wrong else {},
            "zone": self._zone,
        }
        return self.pages.render(request, "plan_changes.html", facts, 422 if wrong else 200)

    async def _changes(
        self, regions: list[str], since: datetime, until: datetime
    ) -> list[ShownChange]:
        shown: list[ShownChange] = []
        for region in regions:
            within = region, since, until, READ_MOST
            shown += [_of_item(pair) for pair in await self._items.former.changed(*within)]
            shown += [_of_agency(pair) for pair in await self._agencies.former.changed(*within)]
        shown = [one for one in shown if one.fields or one.what != CHANGED]
        return sorted(shown, key=lambda one: one.at, reverse=True)


def _known(day: date) -> date:
    """A day of which there may be changes."""
    return min(max(day, FIRST_DAY), LAST_DAY)


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _end(day: date, zone: ZoneInfo) -> datetime:
    return _begin(day + timedelta(days=1), zone)


def _of_item(pair: Pair) -> ShownChange:
    before, after = item_of(pair[0]) if pair[0] else None, item_of(pair[1])
    fields, what = _fields(before, after), _what(before, after)
    return ShownChange(
        after.draft.item_id,
        after.draft.title,
        True,
        what,
        pair[1]["changed_at"],
        pair[1]["changed_by"],
        fields,
        after.reason if what == CANCELLED else "",
    )


def _of_agency(pair: Pair) -> ShownChange:
    before, after = agency_of(pair[0]) if pair[0] else None, agency_of(pair[1])
    fields = _fields(before, after)
    what = CHANGED if before else NEW
    at, by = pair[1]["changed_at"], pair[1]["changed_by"]
    return ShownChange(after.draft.agency, after.draft.name, False, what, at, by, fields)


def _what(before: StoredItem | None, after: StoredItem) -> str:
    if before is None:
        return NEW
    if before.cancelled is not after.cancelled:
        return CANCELLED if after.cancelled else RESTORED
    return CHANGED


def _fields(
    before: StoredItem | StoredAgency | None, after: StoredItem | StoredAgency
) -> tuple[tuple[str, str, str], ...]:
    """None of a new one: its page says all of it."""
    if before is None:
        return ()
    return tuple((label, was, now) for _, label, was, now in differences(before.draft, after.draft))


def _turned() -> Text:
    return Text(
        "Sampai: tidak boleh sebelum hari awal.", "Until: must not be before the first day."
    )
