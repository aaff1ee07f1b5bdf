"""What each panel shows of the running services is what a recount of their documents gives."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.local.ports import LOOPBACK
from deploy.local.stack import Stack
from tests.boards.expressions import panel_expressions
from tests.boards.scraping import Prometheus, configuration, serving
from tests.ports import own_port
from tests.proof.counted_page import counting
from tests.proof.directly import DIRECTLY
from tests.proof.looking import looked_at
from tests.proof.proof import Row
from tests.proof.silence import shown_without_tracker
from tests.proof.table import lines


@pytest.fixture(scope="module")
async def recount(
    stack: Stack, reported_plan: None, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Prometheus]:
    folder: Path = tmp_path_factory.mktemp("counted")
    async with counting(stack.running.mongodb, folder) as running:
        yield running


async def test_every_panel_shows_what_a_recount_gives(
    stack: Stack, prometheus: Prometheus, recount: Prometheus
) -> None:
    found = await looked_at(prometheus, recount, stack.running.mongodb)
    print("\n".join(lines(found)))
    assert all(row.is_equal for row in found)
    assert len(found) == len(panel_expressions())
    assert sum(row.recounted is not None and bool(row.found) for row in found) > len(found) / 3
    assert {(row.panel, row.ref) for row in found if row.direct} == set(DIRECTLY), _SAID


_SAID = "a panel that is counted without a query has gone: name the one in its place in DIRECTLY"
"""A renamed panel would be proved through its own query alone."""


@pytest.mark.parametrize(
    ("shown", "counted", "is_equal"),
    [
        (50.0, 50.001, True),
        (50.0, 50.1, False),
        (0.0, 0.5, False),
        (1_796_006_456_373.0, 1_796_006_456_373.0, True),
        (1_796_006_456_373.0, 1_796_006_516_373.0, False),
        (5_000_000_000.0, 5_000_000_001.0, False),
    ],
)
def test_what_is_planned_moves_between_two_looks_and_instants_and_money_do_not(
    shown: float, counted: float, is_equal: bool
) -> None:
    key: frozenset[tuple[str, str]] = frozenset()
    row = Row("dewan", "panel", "A", "up", {key: shown}, {key: counted})
    assert row.is_equal is is_equal


async def test_without_a_tracker_no_number_of_it_is_shown_and_words_are(
    targets: dict[str, str], tmp_path: Path
) -> None:
    with own_port() as nobody:
        configured = configuration({**targets, "tracker": f"{LOOPBACK}:{nobody}"}, tmp_path)
        async with serving(configured, tmp_path) as prometheus:
            assert await prometheus.until('up{job="tracker"} == 0')
            assert await prometheus.until('up{job="planner"} == 1')
            assert await prometheus.until("region_kind_state:aksi_plan_items:max")
            wrong, asked = await shown_without_tracker(prometheus)
    assert wrong == []
    assert asked > len(panel_expressions()) / 4
