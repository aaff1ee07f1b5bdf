"""A scrape stays small, whatever the size of a plan."""

from pathlib import Path

from benchmarks.work import SHARE_QUICK_WINS
from tests.proof.size import size

REGENCY = 4_000
"""Items of a large regency."""
MOST = 2_000_000
WORST_MOST = 50
"""Late or critical items of a region that a board names."""


async def test_a_scrape_of_a_large_regency_is_under_2_mb(mongodb_uri: str, tmp_path: Path) -> None:
    found = await size(mongodb_uri, REGENCY, tmp_path)
    assert found.series > 1_000
    assert found.bytes < MOST


async def test_of_single_items_only_quick_wins_and_the_worst_have_series(
    mongodb_uri: str, tmp_path: Path
) -> None:
    found = await size(mongodb_uri, 3_000, tmp_path)
    quick_wins = 3_000 * SHARE_QUICK_WINS
    assert found.of_items
    for metric, series in found.of_items.items():
        of_quick_wins = metric.startswith("aksi_quick_win_")
        assert series <= (quick_wins if of_quick_wins else WORST_MOST), metric
