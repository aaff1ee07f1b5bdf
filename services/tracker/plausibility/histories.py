"""The histories of items with all that the rules know of them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from chassis.mongo.unit_of_work import UnitOfWork
from tracker.funding.repository import FundingRepository
from tracker.funding.spending import spent_on
from tracker.plausibility.documents import ItemHistory
from tracker.plausibility.repository import MarkRepository


class Histories:
    """Reads reports and marks of items, and what SIPD says was spent on them."""

    def __init__(self, marks: MarkRepository, money: FundingRepository) -> None:
        self._marks = marks
        self._money = money

    async def of(
        self, unit: UnitOfWork | None, item_ids: Iterable[str]
    ) -> Mapping[str, ItemHistory]:
        """By item its history."""
        found = await self._marks.histories(unit, item_ids)
        plans = {item_id: one.plan for item_id, one in found.items()}
        spent = await spent_on(self._money, plans, unit)
        return {
            item_id: replace(one, known=replace(one.known, spent=spent[item_id]))
            if item_id in spent
            else one
            for item_id, one in found.items()
        }
