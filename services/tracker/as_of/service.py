"""Has the stretches of a month right when someone asks for an instant in it."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from chassis.clock import Clock
from chassis.http.problem import Problem
from chassis.mongo.database import Database
from chassis.mongo.lease import Lease
from chassis.mongo.parts import Parts, conflicts_of
from chassis.mongo.unit_of_work import Document, UnitOfWork
from chassis.text import Text
from contracts.account import EVERYTHING, Account
from contracts.calendar import ReviewStep
from tracker.as_of.as_of import AsOf, Basis, Month
from tracker.as_of.asked import AsOfAsked
from tracker.as_of.documents import stretch_document
from tracker.as_of.past import Past, stretches
from tracker.as_of.repository import AsOfRepository, Made
from tracker.items.item import Item
from tracker.items.query import ItemQuery, TimeZone
from tracker.items.source import ItemSource
from tracker.periods.repository import PeriodRepository
from tracker.status.rule_set import RuleSet

MARGIN = timedelta(minutes=5)
"""What is told to have come at an instant is committed within this time after it: transactions live
for a minute, and the clocks of two replicas differ by another at most.
"""
PATIENCE_SECONDS = 8.0
"""After so long who asks is told how far the month is made, and asks again."""
WAIT_SECONDS = 0.1
"""Between two looks whether another replica has finished."""
MONTHS_WAITING = 6
"""Months that wait for their turn, each once for all who ask: one account could ask for every month
of ten years, and the others would wait for all of them.
"""
AT_ONCE = 100
"""Items whose stretches are written in one transaction."""
MAKING = "2"
"""The way in which stretches are made: another one makes every month anew that was made by this.
"""
TURN_ITEMS = 5
"""Items after which other tasks run."""


class Overtaken(Exception):
    """Another replica makes this month by now."""


class Then(NamedTuple):
    """An instant, and the items as they stood then; `past` is None where they are those of now."""

    instant: datetime
    past: ItemSource | None
    basis: Basis | None


class AsOfItems:
    """Items as they stood, for what sums and lists them."""

    def __init__(
        self,
        *,
        database: Database,
        rows: AsOfRepository,
        periods: PeriodRepository,
        time_zone: TimeZone,
        clock: Clock,
        rules: RuleSet,
    ) -> None:
        self._time_zone = time_zone
        self._database = database
        self._rows = rows
        self._periods = periods
        self._clock = clock
        self._rules = rules
        self._lease = Lease(database, "item-stretches")
        self._turn = asyncio.Lock()
        self._making: set[asyncio.Task[None]] = set()
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._parts = Parts()

    async def asked(self, account: Account, asked: AsOfAsked) -> AsOf | None:
        """The instant that an account asks for, a day being one where its items are; None for now.
        Raises 422.
        """
        if not asked.text:
            return None
        zone = await self._time_zone(ItemQuery(account.scope))
        return asked.as_of(self._clock.now(), zone)

    @asynccontextmanager
    async def at(self, as_of: AsOf | None) -> AsyncIterator[Then]:
        """The items as they stood, or those of now; all reads of the past are of one instant.
        Raises 503 while the month is made for the first time and that takes long,
        `DatabaseTrouble`.
        """
        if as_of is None:
            yield Then(self._clock.now(), None, None)
            return
        await self._have(as_of)
        async with self._database.snapshot() as session:
            yield Then(as_of.instant, self._rows.source(as_of, session), as_of.basis)

    async def page(
        self, then: ItemSource, wanted: ItemQuery, after: str | None, limit: int
    ) -> list[Item]:
        """Up to `limit` items as they stood, in the order of their codes, after `after`."""
        return await self._rows.page(then, wanted, after, limit)

    def today(self, item: Item) -> date:
        """The day where the item is."""
        return self._clock.now().astimezone(ZoneInfo(item.plan.time_zone)).date()

    def now(self) -> datetime:
        """The present instant."""
        return self._clock.now()

    async def past(self, item_id: str) -> Past | None:
        """All that was ever said of an item."""
        calendars = await self._periods.calendars(EVERYTHING)
        steps = {one.region: one.counts_from for one in calendars}
        return (await self._rows.pasts(None, [item_id], steps)).get(item_id)

    async def _have(self, as_of: AsOf) -> None:
        """Have the month right; who asks meanwhile waits, and it is made on if nobody does."""
        key = as_of.month.key
        task = self._waiting.get(key)
        if task is None:
            if len(self._waiting) >= MONTHS_WAITING:
                raise being_made(await self._rows.made(as_of.month))
            task = self._waiting[key] = asyncio.ensure_future(self._make(as_of))
            self._making.add(task)
            task.add_done_callback(self._making.discard)
        try:
            await asyncio.wait_for(asyncio.shield(task), PATIENCE_SECONDS)
        except (TimeoutError, Overtaken):
            raise being_made(await self._rows.made(as_of.month)) from None

    async def _make(self, as_of: AsOf) -> None:
        async with self._turn:
            del self._waiting[as_of.month.key]
            while not await self._lease.hold():  # noqa: ASYNC110 - another process has it
                await asyncio.sleep(WAIT_SECONDS)
            try:
                await self._catch_up(as_of)
            finally:
                await self._lease.release()

    async def _catch_up(self, as_of: AsOf) -> None:
        """Make the month, or those of its items of which something came since it was made."""
        month, now = as_of.month, self._clock.now()
        calendars = await self._periods.calendars(EVERYTHING)
        steps = {one.region: one.counts_from for one in calendars}
        rules, made = _stamp(self._rules, steps), await self._rows.made(month)
        if made is None or made.until is None or made.rules != rules:
            anew, item_ids = True, await self._rows.every_item()
        elif _is_final(as_of, made.until):
            return
        else:
            anew, item_ids = False, await self._rows.changed_since(made.until - MARGIN)
            if not item_ids and now - made.until < MARGIN:
                return
        turn = await self._rows.take_over(month, rules, len(item_ids), anew=anew)
        for first in range(0, len(item_ids), AT_ONCE):
            await self._write_all(month, turn, item_ids[first : first + AT_ONCE], steps)
            await self._lease.hold()
        await self._rows.finish(month, turn, now)

    async def _write_all(
        self, month: Month, turn: int, item_ids: Sequence[str], steps: Mapping[str, ReviewStep]
    ) -> None:
        async def write(some: Sequence[str]) -> None:
            async def work(unit: UnitOfWork) -> None:
                if not await self._rows.is_in_turn(unit, month, turn):
                    raise Overtaken
                found = await self._stretches(unit, month, some, steps)
                self._rows.write(unit, month, turn, some, found)

            await self._database.transaction(work, conflicts=conflicts_of(len(some)))

        await self._parts.do(write, item_ids)

    async def _stretches(
        self,
        unit: UnitOfWork,
        month: Month,
        item_ids: Sequence[str],
        steps: Mapping[str, ReviewStep],
    ) -> list[Document]:
        found: list[Document] = []
        pasts = await self._rows.pasts(unit, item_ids, steps)
        for count, past in enumerate(pasts.values()):
            if count % TURN_ITEMS == 0:
                await asyncio.sleep(0)
            of_month = stretches(past, month.begins, month.ends, month.basis, self._rules)
            found += [stretch_document(month, number, one) for number, one in enumerate(of_month)]
        return found


def _is_final(as_of: AsOf, until: datetime) -> bool:
    """Whether what comes after `until` changes nothing at the instant."""
    return as_of.basis is Basis.ARRIVAL and as_of.instant + MARGIN <= until


def _stamp(rules: RuleSet, steps: Mapping[str, ReviewStep]) -> str:
    """The same where statuses are given, and reports count, by the same rules."""
    counted = [f"{region}:{step}" for region, step in sorted(steps.items())]
    return " ".join([MAKING, rules.version, *counted])


def being_made(made: Made | None) -> Problem:
    """503: the month is made from all that was said; how far."""
    done, of = (made.items, made.of) if made else (0, 0)
    return Problem(
        503,
        "being-made",
        Text(
            f"Keadaan bulan itu sedang disusun dari semua laporan: {done} dari {of} rencana aksi. "
            "Muat ulang sebentar lagi.",
            f"That month is being made from all reports: {done} of {of} items. Ask again in a "
            "moment.",
        ),
        headers={"Retry-After": "5"},
    )
