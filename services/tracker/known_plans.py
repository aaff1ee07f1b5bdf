"""Plans that were read before, so that a report on an item need not read its plan again."""

from contracts import PlanItemPublished

MOST = 10_000


class KnownPlans:
    """The plans of up to `most` items. A version says the same for ever."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._plans: dict[str, PlanItemPublished] = {}

    def get(self, item_id: str, version: int) -> PlanItemPublished | None:
        """The item's plan at `version`, if that was the last to be remembered."""
        plan = self._plans.get(item_id)
        return plan if plan is not None and plan.version == version else None

    def remember(self, plan: PlanItemPublished) -> None:
        """Keep `plan`; the one that has been kept longest makes room."""
        self._plans.pop(plan.item_id, None)
        if len(self._plans) >= self._most:
            del self._plans[next(iter(self._plans))]
        self._plans[plan.item_id] = plan
