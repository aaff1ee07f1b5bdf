"""Makes the curve of a year: sums of the database, with the money that SIPD says instead."""

from collections.abc import Sequence
from datetime import date

from tracker.council.repository import CouncilRepository
from tracker.council.s_curve import CurvePoint, Span, points_of, spent_by_sipd
from tracker.funding.repository import FundingRepository
from tracker.funding.spending import spent_on
from tracker.items.query import ItemQuery
from tracker.items.source import ItemSource

FUNDED_MOST = 2_000
"""Items whose money SIPD says: of each the figures are read. With more there is no line of money;
a regency has some hundreds."""


class YearCurve:
    """The curve of the items that match."""

    def __init__(self, rows: CouncilRepository, money: FundingRepository) -> None:
        self._rows = rows
        self._money = money

    async def points(
        self,
        wanted: ItemQuery,
        span: Span,
        chosen: Sequence[date] = (),
        source: ItemSource | None = None,
    ) -> Sequence[CurvePoint]:
        """Its points over the year, or at the ends of the days that are `chosen`; of the items in
        `source`, where one is given.
        """
        days = sorted(chosen) or span.days
        sums = await self._rows.s_curve(wanted, span, days, source)
        return points_of(span, days, sums, await self._by_sipd(wanted, days, source))

    async def _by_sipd(
        self, wanted: ItemQuery, days: Sequence[date], source: ItemSource | None
    ) -> Sequence[int] | None:
        funded = await self._rows.funded(wanted, days, FUNDED_MOST + 1, source)
        if len(funded) > FUNDED_MOST:
            return None
        spent = await spent_on(self._money, {one.plan.item_id: one.plan for one in funded})
        return spent_by_sipd(funded, spent, days)
