import json
from pathlib import Path
from typing import Any

import pytest

from contracts.account import Role
from planner.regions.region import BadRegions, demands_second_factor, read_regions

KUKAR = {"name": "K", "time_zone": "Asia/Makassar"}


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
        ({"kukar": {**KUKAR, "second_factor": ["admin"]}}, "and nothing else"),
        ({"kukar": {**KUKAR, "second_factor_for": "admin"}}, "is a list of: admin, planner"),
        ({"kukar": {**KUKAR, "second_factor_for": ["dukun"]}}, "is a list of: admin, planner"),
        ({"kukar": {**KUKAR, "second_factor_for": [["admin"]]}}, "is a list of: admin, planner"),
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


@pytest.mark.parametrize(
    ("role", "region", "demanded"),
    [
        (Role.ADMIN, "kukar", True),
        (Role.PLANNER, "kukar", True),
        (Role.OFFICER, "kukar", False),
        (Role.ADMIN, "kutim", False),
        (Role.ADMIN, None, True),
        (Role.COUNCIL, None, False),
        (Role.ADMIN, "gone", False),
    ],
)
def test_a_region_demands_a_second_factor_of_its_roles_and_of_who_has_them_everywhere(
    tmp_path: Path, role: Role, region: str | None, demanded: bool
) -> None:
    file = tmp_path / "regions.json"
    kukar = {**KUKAR, "second_factor_for": ["admin", "planner"]}
    file.write_text(json.dumps({"kukar": kukar, "kutim": KUKAR}))

    assert demands_second_factor(read_regions(file), role, region) is demanded
    assert not demands_second_factor(read_regions(), role, region)
