"""What SIPD says was spent on items, day by day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from chassis.mongo.unit_of_work import UnitOfWork
from contracts import PlanItemPublished
from tracker.funding.funding import Figure, Funding, Money, SubActivity, spent_by_day
from tracker.funding.repository import FundingRepository

ITEMS_AT_A_TIME = 100


async def spent_on(
    rows: FundingRepository,
    plans: Mapping[str, PlanItemPublished],
    unit: UnitOfWork | None = None,
) -> Mapping[str, Sequence[Funding]]:
    """What was spent by day on those of the items that sub kegiatan fund, by item, the oldest
    first; one query where none does.
    """
    linked: dict[str, set[SubActivity]] = defaultdict(set)
    for link in await rows.links_to(plans, unit):
        linked[link.item_id].add(link.of)
    ids, found = sorted(linked), dict[str, Sequence[Funding]]()
    for first in range(0, len(ids), ITEMS_AT_A_TIME):
        some = ids[first : first + ITEMS_AT_A_TIME]
        figures: dict[SubActivity, list[Figure]] = defaultdict(list)
        wanted = {of for item_id in some for of in linked[item_id]}
        for one in await rows.figures_of(wanted, unit, Money.SPENT):
            figures[one.of].append(one)
        for item_id in some:
            own = [figure for of in linked[item_id] for figure in figures[of]]
            plan = plans[item_id]
            found[item_id] = spent_by_day(linked[item_id], own, plan.start, plan.time_zone)
    return found
