"""The areas of a region: districts by name, however it is written."""

import csv
import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from tracker.places.areas import DEFAULT, read_areas
from tracker.places.boundaries import read_boundaries


def test_the_packaged_districts_are_those_that_their_source_names_and_are_on_the_map() -> None:
    (ikn,) = read_areas().of_region("kukar")
    with Path("deploy/sample/data/districts.csv").open(encoding="utf-8", newline="") as file:
        wanted = {row["name"] for row in csv.DictReader(file) if "delineation: yes" in row["note"]}
    assert {one.name for one in ikn.districts} == wanted
    known = read_boundaries()
    assert [one.name for one in ikn.districts if not known.knows(one.name)] in (
        [],
        ["Samboja Barat"],
    )


@pytest.mark.parametrize(
    ("region", "district", "area"),
    [
        ("kukar", "Sanga Sanga", ["IKN"]),
        ("kukar", "SANGASANGA", ["IKN"]),
        ("kukar", "Loa Kulu", ["IKN"]),
        ("kukar", "Tenggarong", []),
        ("kukar", "", []),
        ("garut", "Samboja", []),
    ],
)
def test_a_district_is_known_however_its_name_is_written(
    region: str, district: str, area: list[str]
) -> None:
    assert [one.area for one in read_areas().of(region, district)] == area


def test_another_region_may_have_none_and_an_unknown_field_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "areas.json"
    file.write_text('{"version": "x", "areas": []}')
    assert read_areas(file).of_region("kukar") == []
    told = json.loads(DEFAULT.read_text(encoding="utf-8"))
    told["areas"][0]["kecamatan"] = []
    file.write_text(json.dumps(told))
    with pytest.raises(ValidationError):
        read_areas(file)
