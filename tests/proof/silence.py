"""That a board shows no number of a service that is not there, and has words for it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from tests.boards.expressions import panel_expressions
from tests.boards.scraping import Prometheus
from tests.proof.proof import no_value, raw_names, values
from tests.proof.recount import RECOUNTED

OF_OTHERS = frozenset(
    {
        *("aksi_plan_items", "aksi_alerts_open", "aksi_alerts_without_recipient"),
        *("aksi_deliveries_pending", "aksi_deliveries_failed", "aksi_addresses_refused"),
        "aksi_region_info",
    }
)
"""Gauges of the planner and the notifier."""
OF_THE_TRACKER = RECOUNTED - OF_OTHERS
NAMES = frozenset({"aksi_region_info"})
"""What the planner calls what the tracker counts: no number of its own."""

REACHES_BACK = "last_over_time("
"""A curve of months shows at each point the last of the day before it."""


async def shown_without_tracker(prometheus: Prometheus) -> tuple[Sequence[str], int]:
    """Queries that come from the tracker alone and give a number, or whose panel has no words for
    none; and how many were asked.
    """
    now, wrong, asked = datetime.now(UTC), [], 0
    for one in panel_expressions():
        raw = raw_names(one.promql) - NAMES
        if not raw or not raw <= OF_THE_TRACKER:
            continue
        asked += 1
        if found := await values(prometheus, one.promql, now):
            wrong.append(f"{one.where}: {len(found)} angka tanpa pelacak (numbers, no tracker)")
        elif not no_value(one):
            wrong.append(f"{one.where}: tanpa kata untuk tidak ada data (no words for nothing)")
    return wrong, asked
