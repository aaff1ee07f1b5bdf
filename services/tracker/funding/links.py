"""Sub kegiatan linked to the items that they fund, by their agency."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from chassis.audit.entry import Deed, Value
from chassis.audit.trail import Trail
from chassis.auth.auth import must_be
from chassis.clock import Clock, to_millisecond
from chassis.http.problem import Fault, Problem
from chassis.http.validation import wrong
from chassis.mongo.database import Database
from chassis.mongo.parts import conflicts_of
from chassis.mongo.unit_of_work import UnitOfWork
from contracts.account import OF_AN_AGENCY, Account
from tracker.deeds import CODES_LINKED
from tracker.funding.figure import SubActivity
from tracker.funding.linked import Link, holding
from tracker.funding.overview import linkable
from tracker.funding.reckoning import Reckoning
from tracker.funding.refusals import changed_text, not_yours_text
from tracker.funding.repository import FundingRepository
from tracker.items.item import Change
from tracker.items.repository import ItemRepository
from tracker.items.service import Items

CODES_MOST = 400
"""Sub kegiatan that are linked at once."""


class LinkService:
    """Lets sub kegiatan fund items, from a year on."""

    def __init__(
        self,
        *,
        database: Database,
        rows: FundingRepository,
        reckoning: Reckoning,
        items: Items,
        item_rows: ItemRepository,
        trail: Trail,
        clock: Clock,
    ) -> None:
        self._database = database
        self._rows = rows
        self._reckoning = reckoning
        self._items = items
        self._item_rows = item_rows
        self._trail = trail
        self._clock = clock

    async def link(
        self,
        items: Mapping[str, str],
        by: Account,
        seen: Mapping[str, str] | None = None,
        year: int | None = None,
    ) -> int:
        """Let sub kegiatan of the account's agency (by code) fund items of its own from a year on,
        the latest of which it has figures where none is said; blank: none. What stays as it was
        `seen` is left alone. Returns how many changed. Raises 403; 409 where a link is another one
        by now than was seen; 422 for a code that no export said, or an item that is not the
        agency's.
        """
        must_be(by, *OF_AN_AGENCY)
        agency, now = by.agency or "", to_millisecond(self._clock.now())
        if year is None:
            year = next(iter(await self._rows.years_of(agency)), now.year)
        names = await self._rows.names_of(agency, year)
        decided = await self._decided(agency, items)
        before = {
            code: held
            for code, those in decided.items()
            if (held := holding(those, year, names.get(code, "")))
        }
        was = {code: held.item_id for code, held in before.items()}
        changed = _changed(items, was, seen)
        await self._must_be_own(changed, {*names, *decided}, by)
        if not changed:
            return 0
        links = [
            Link(
                *(SubActivity(agency, code), item_id, by.username, now, year),
                names.get(code) or (before[code].name if code in before else ""),
            )
            for code, item_id in changed.items()
        ]
        told = {code: i for code, i in changed.items() if i or was.get(code)}
        await self._write(links, told, by)
        return len(told)

    async def _decided(self, agency: str, codes: Mapping[str, str]) -> Mapping[str, Sequence[Link]]:
        decided: dict[str, list[Link]] = defaultdict(list)
        for one in await self._rows.decided_on({SubActivity(agency, code) for code in codes}):
            decided[one.of.code].append(one)
        return decided

    async def _must_be_own(self, changed: Mapping[str, str], codes: set[str], by: Account) -> None:
        allowed = {one.item_id for one in await linkable(self._item_rows, by)}
        faults = [
            Fault(f"kode:{code}", "unknown", not_yours_text(code, item_id))
            for code, item_id in changed.items()
            if code not in codes or (item_id and item_id not in allowed)
        ]
        if faults:
            raise wrong(faults)

    async def _write(self, links: Sequence[Link], told: Mapping[str, str], by: Account) -> None:
        agency, year, now = by.agency or "", links[0].year, links[0].at

        async def work(unit: UnitOfWork) -> list[Change]:
            stored = await self._rows.decided_on({one.of for one in links}, unit)
            self._rows.link(unit, links, region=by.region or "")
            said = [f"{code} → {item_id or '-'}" for code, item_id in sorted(told.items())]
            if said:
                details: dict[str, Value] = {"links": said, "year": year}
                self._trail.put(unit, Deed(CODES_LINKED, by.username, agency, details))
            self._rows.take_turns(unit, [agency], (), now)
            affected = {one.item_id for one in (*stored, *links) if one.item_id}
            return await self._reckoning.reckon(unit, affected, now, relinked=links)

        changes = await self._database.transaction(work, conflicts=conflicts_of(len(links)))
        self._items.refolded(changes, now)


def _changed(
    items: Mapping[str, str], was: Mapping[str, str], seen: Mapping[str, str] | None
) -> Mapping[str, str]:
    """What is decided otherwise than before. Raises 409 where what was seen is no longer so."""
    if seen is not None:
        items = {
            code: i
            for code, i in items.items()
            if i != seen.get(code, "") or (not i and code not in was)
        }
        stale = [c for c in items if c in was and was[c] != seen.get(c, "")]
        if stale:
            raise Problem(409, "links-changed", changed_text(stale))
    return {code: i for code, i in items.items() if was.get(code) != i}
