"""The gauges of the council's decisions: what is open and overdue, and how long deciding took."""

import asyncio

from prometheus_client import CollectorRegistry

from chassis.clock import Clock
from tracker.decisions.query import DecisionFilter, DecisionQuery
from tracker.decisions.repository import DecisionRepository
from tracker.recounted import Pace, RecountedGauges, family

_AGENCY = ("region", "agency")


class DecisionGauges(RecountedGauges):
    """Decisions by the agency that has to do them, and the time from late or critical to the first
    decision by the item's agency; counted soon after `changed` is set.
    """

    def __init__(
        self,
        rows: DecisionRepository,
        clock: Clock,
        registry: CollectorRegistry,
        pace: Pace,
        changed: asyncio.Event,
    ) -> None:
        self._rows = rows
        self._clock = clock
        super().__init__(registry, pace, changed)

    async def recount(self) -> None:
        """Count the decisions."""
        decisions = family(
            "aksi_decisions",
            "Decisions of the council by state; those overdue are among the open.",
            (*_AGENCY, "state"),
        )
        counted = await self._rows.counted(DecisionQuery(), self._clock.now())
        for owner, by_state in sorted(counted.items()):
            for state in DecisionFilter:
                decisions.add_metric((*owner, state), by_state[state])
        decided = family(
            "aksi_troubles_decided",
            "Times that an item was late or critical and the council decided something.",
            _AGENCY,
        )
        waited = family(
            "aksi_trouble_to_decision_seconds",
            "Sum of the time from late or critical to the first decision.",
            _AGENCY,
        )
        for agency, (times, seconds) in sorted((await self._rows.first_decisions()).items()):
            decided.add_metric(agency, times)
            waited.add_metric(agency, seconds)
        await self.show([decisions, decided, waited])
