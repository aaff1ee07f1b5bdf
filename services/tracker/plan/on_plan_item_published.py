"""plan item published -> tracked."""

from collections.abc import Sequence

from chassis.kafka.bus import Bus
from contracts import PlanItemPublished
from tracker.items.service import Items


def routes(bus: Bus, items: Items) -> None:
    """Apply plan versions as they are published."""

    @bus.on(PlanItemPublished, group="tracker")
    async def on_plan_item_published(events: Sequence[PlanItemPublished]) -> None:
        """Plan item published -> tracked."""
        await items.replan(events)
