import json
from pathlib import Path
from typing import Any

import pytest

from planner.regions.region import BadRegions, read_regions


def test_the_packaged_regions_begin_with_kukar_in_wita() -> None:
    regions = read_regions()

    assert next(iter(regions)) == "kukar"
    assert regions["kukar"].time_zone == "Asia/Makassar"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ([], "object of regions"),
        ({}, "object of regions"),
        ({"Kukar": {"name": "K", "time_zone": "Asia/Makassar"}}, "'Kukar'"),
        ({"kukar": {"name": "K"}}, "needs name and time_zone"),
        ({"kukar": {"name": " ", "time_zone": "Asia/Makassar"}}, "no name"),
        ({"kukar": {"name": "K", "time_zone": "Asia/Kukar"}}, "'Asia/Kukar'"),
        ({"kukar": {"name": "K", "time_zone": 8}}, "unknown time zone 8"),
    ],
)
def test_a_regions_file_that_cannot_be_used_says_what_is_wrong(
    tmp_path: Path, content: Any, told: str
) -> None:
    file = tmp_path / "regions.json"
    file.write_text(json.dumps(content))

    with pytest.raises(BadRegions, match=told):
        read_regions(file)


def test_a_regions_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadRegions, match=r"none\.json"):
        read_regions(tmp_path / "none.json")
