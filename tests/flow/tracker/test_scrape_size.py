"""A scrape stays small, whatever the size of a plan."""

from pathlib import Path

from tests.proof.size import size

REGENCY = 4_000
"""Items of a large regency."""
MOST = 2_000_000


async def test_a_scrape_of_a_large_regency_is_under_2_mb(mongodb_uri: str, tmp_path: Path) -> None:
    found = await size(mongodb_uri, REGENCY, tmp_path)
    assert found.series > 1_000
    assert found.bytes < MOST


async def test_series_do_not_grow_with_items_but_for_quick_wins(
    mongodb_uri: str, tmp_path: Path
) -> None:
    few, many = [await size(mongodb_uri, items, tmp_path) for items in (1_500, 3_000)]
    of_quick_wins = 5 * (many.items - few.items) * 0.02
    assert many.series - few.series <= 1.2 * of_quick_wins + 0.05 * few.series
