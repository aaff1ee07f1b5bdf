"""Makes the pack of a region, once for all who ask for it within a minute, and notes who had it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple

from chassis.audit.entry import Deed, Value
from chassis.audit.trail import Trail
from chassis.clock import Clock
from chassis.http.problem import Problem
from chassis.kept import Kept
from chassis.text import Text
from contracts.account import Account
from tracker.deeds import EVALUATION_PACKED
from tracker.evaluation.facts import (
    ITEMS_MOST,
    ROWS_MOST,
    PackFacts,
    PackItem,
    Versions,
    first_counting,
)
from tracker.evaluation.pack import packed
from tracker.evaluation.repository import CHUNK, PackRepository, SignedItem
from tracker.evaluation.tables import BASELINES, EVIDENCE, HISTORY, MINUTES
from tracker.evidence.proof import ProofRules, is_unproven
from tracker.index.region_index import RegionIndex
from tracker.index.service import IndexService
from tracker.items.query import ItemQuery
from tracker.review.repository import ReviewRepository
from tracker.status.rule_set import RuleSet

Draw = Callable[[PackFacts, str], Awaitable[bytes]]
"""Draws the PDF of a pack, for an account's name; raises 503 where it cannot be drawn."""
KEPT = timedelta(minutes=1)
KEPT_MOST = 4
"""Packs of some hundred thousand bytes."""


class Pack(NamedTuple):
    """A pack as it is sent."""

    name: str
    content: bytes
    items: int


class EvaluationPacks:
    """Packs of the regions that an account sees as a whole; one is made at a time."""

    def __init__(
        self,
        *,
        index: IndexService,
        rows: PackRepository,
        reviews: ReviewRepository,
        proof_rules: ProofRules,
        rules: RuleSet,
        trail: Trail,
        draw: Draw,
        clock: Clock,
    ) -> None:
        self._index = index
        self._rows = rows
        self._reviews = reviews
        self._proof_rules = proof_rules
        self._versions = Versions(rules.version, proof_rules.version)
        self._trail = trail
        self._draw = draw
        self._clock = clock
        self._kept = Kept(KEPT_MOST, at_once=1)

    async def of(self, account: Account, region: str, year: int | None) -> Pack:
        """The pack of a region, at most a minute old. Raises 403, 404, `DatabaseTrouble`."""
        index = await self._index.of(account, region, year)
        key = (index.region, index.year)

        async def made() -> Pack:
            return await self._made(index, account.username)

        pack: Pack = await self._kept.of(key, self._clock.now(), KEPT, made, owner=account.username)
        fingerprint = sha256(pack.content).hexdigest()
        told: dict[str, Value] = {"year": index.year, "items": pack.items, "file": fingerprint}
        deed = Deed(EVALUATION_PACKED, account.username, index.region, told)
        await self._trail.record(deed)
        return pack

    async def _made(self, index: RegionIndex, owner: str) -> Pack:
        found = await self._rows.items(ItemQuery(region=index.region), ITEMS_MOST + 1)
        ids = [one.item.item_id for one in found[:ITEMS_MOST]]
        evidence = await self._rows.evidence(ids, ROWS_MOST + 1)
        history = await self._rows.history(ids, ROWS_MOST + 1)
        minutes = await self._rows.minutes(index.region, ROWS_MOST + 1)
        more = {
            BASELINES: len(found) > ITEMS_MOST,
            EVIDENCE: len(evidence) > ROWS_MOST,
            HISTORY: len(history) > ROWS_MOST,
            MINUTES: len(minutes) > ROWS_MOST,
        }
        facts = PackFacts(
            index=index,
            as_of=self._clock.now(),
            items=await self._with_first_reports(found[:ITEMS_MOST]),
            evidence=evidence[:ROWS_MOST],
            history=history[:ROWS_MOST],
            minutes=minutes[:ROWS_MOST],
            cut=[name for name, is_cut in more.items() if is_cut],
            versions=self._versions,
        )
        content = await asyncio.to_thread(packed, facts, await self._paper(facts, owner))
        return Pack(f"evaluasi-{index.region}-{index.year}.zip", content, len(ids))

    async def _paper(self, facts: PackFacts, owner: str) -> bytes | Text:
        """The PDF; where it cannot be drawn, why and what helps: the rest is handed over."""
        try:
            return await self._draw(facts, owner)
        except Problem as problem:
            return problem.detail

    async def _with_first_reports(self, found: Sequence[SignedItem]) -> Sequence[PackItem]:
        items: list[PackItem] = []
        for first in range(0, len(found), CHUNK):
            some = found[first : first + CHUNK]
            reports = await self._reviews.all_reached(None, [one.item.item_id for one in some])
            items += [
                PackItem(
                    item=one.item,
                    signed=one.signed,
                    first=first_counting(reports[one.item.item_id], one.item.counts_from),
                    is_unproven=is_unproven(one.item, self._proof_rules),
                )
                for one in some
            ]
        return items
