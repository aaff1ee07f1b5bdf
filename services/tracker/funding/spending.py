"""What SIPD says was spent on items, day by day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from chassis.mongo.unit_of_work import UnitOfWork
from contracts import PlanItemPublished
from tracker.funding.figure import Figure, SubActivity
from tracker.funding.funding import Funding, spent_by_day
from tracker.funding.linked import linked_by_year, links_by_item, of_links
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
    by_item = links_by_item(await rows.links_about(plans, unit))
    ids, found = sorted(plans.keys() & by_item.keys()), dict[str, Sequence[Funding]]()
    for first in range(0, len(ids), ITEMS_AT_A_TIME):
        some = ids[first : first + ITEMS_AT_A_TIME]
        figures: dict[SubActivity, list[Figure]] = defaultdict(list)
        wanted = {link.of for item_id in some for link in by_item[item_id]}
        for one in await rows.figures_of(wanted, unit):
            figures[one.of].append(one)
        for item_id in some:
            own, plan = of_links(by_item[item_id], figures), plans[item_id]
            linked = linked_by_year(item_id, by_item[item_id], own)
            found[item_id] = spent_by_day(linked, own, plan.start, plan.time_zone)
    return found
