"""plan item published -> alerts are about the item as it is planned now."""

from collections.abc import Sequence

from chassis.kafka.bus import Bus
from contracts import PlanItemPublished
from notifier.alerting.service import Alerts


def routes(bus: Bus, alerts: Alerts) -> None:
    """Hear of every version of an item."""

    @bus.on(PlanItemPublished, group="notifier")
    async def on_plan_item_published(events: Sequence[PlanItemPublished]) -> None:
        """Plan item published -> alerts are about the item as it is planned now."""
        await alerts.follow(events)
