"""A curve of months on the day the boards start: what `aksi history export` writes of the days
before, and from then on what Prometheus reads.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy.local.folder import PROJECT
from deploy.local.history import LOAD
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.boards.expressions import rules
from tests.boards.scraping import PATIENCE, Prometheus, program, scraping
from tests.flow.plan import AGENCY, days_ago
from tracker.history.service import PAST_SUMS, series

RECORDED = {rule.name for rule in rules() if rule.kind == "record"}
BACK = 90
LONG = "--storage.tsdb.retention.time=5y"


def curve(metric: str, where: str = "") -> str:
    """As docs/boards.md says that a curve asks."""
    live = f"region_pillar_kind_agency:{metric}:max{where}"
    return f"sum({live} or last_over_time({series(metric)}{where}[1d]))"


async def done(*command: str, **more: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=PROJECT,
        env={**os.environ, **more},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()


@pytest.mark.parametrize("metric", [metric for metric, _, _ in PAST_SUMS])
def test_each_sum_is_recorded_for_long_ranges(metric: str) -> None:
    assert series(metric) in RECORDED


async def points(prometheus: Prometheus, promql: str, end: datetime) -> list[float]:
    asked = {
        "query": promql,
        "start": (end - timedelta(days=BACK)).isoformat(),
        "end": end.isoformat(),
        "step": "1d",
    }
    body: dict[str, Any] = (await prometheus.client.post("/api/v1/query_range", data=asked)).json()
    (one,) = body["data"]["result"]
    return [float(value) for _, value in one["values"]]


async def test_a_curve_goes_on_from_the_days_before_to_now(
    stack: Stack, targets: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "history"
    since = days_ago(BACK + 5).isoformat()
    export = (sys.executable, "-m", "tracker", "history", "export", "--since", since, str(file))
    await done(*export, **stack.services.environment("tracker"))
    await done(program("promtool"), *LOAD, str(file), str(tmp_path / "data"))
    async with scraping(targets, tmp_path, LONG) as prometheus:
        for metric, _, _ in PAST_SUMS:
            live = f"sum(region_pillar_kind_agency:{metric}:max)"
            assert await prometheus.until(live)
            assert await prometheus.until(series(metric))

        async def said() -> list[float]:
            now = datetime.now(UTC)
            return [(await points(prometheus, curve(m), now))[-1] for m, _, _ in PAST_SUMS]

        async def settled() -> bool:
            live = [f"sum(region_pillar_kind_agency:{m}:max)" for m, _, _ in PAST_SUMS]
            values = [(await prometheus.values(one))[0][1] for one in live]
            return await said() == pytest.approx(values, rel=1e-4)

        await until(settled, PATIENCE, "the curve's last point")
        now = datetime.now(UTC)
        for metric in ("aksi_items_weight", "aksi_items_weight_planned"):
            found = await points(prometheus, curve(metric), now)
            assert len(found) == BACK + 1
        planned = await points(prometheus, curve("aksi_items_weight_planned"), now)
        assert planned == sorted(planned)
        own = f'{series("aksi_items_weight")}{{agency="{AGENCY}"}}'
        now_and_before = [
            {tuple(sorted(labels.items())) for labels, _ in await prometheus.values(one)}
            for one in (own, f"last_over_time({own}[90d] offset 2d)")
        ]
        assert now_and_before[0] == now_and_before[1]
        names = {name for labels in now_and_before[0] for name, _ in labels}
        assert names == {"__name__", "job", "region", "pillar", "kind", "agency"}
