import json
from pathlib import Path

import pytest

from tracker.places.boundaries import WIDTH, Boundaries, read_boundaries

SQUARE = [[(116.0, 0.0), (117.0, 0.0), (117.0, -1.0), (116.0, -1.0), (116.0, 0.0)]]
EAST = [[(117.0, 0.0), (118.0, 0.0), (118.0, -1.0), (117.0, -1.0), (117.0, 0.0)]]
BESIDE = Boundaries({"Barat": SQUARE, "Timur": EAST})


def test_north_is_above_and_neighbours_share_their_boundary() -> None:
    drawn = BESIDE.of("barat")
    assert drawn is not None
    half = WIDTH // 2
    assert (drawn.chosen, drawn.height) == ("Barat", half)
    assert drawn.paths["Barat"] == f"M0 0 {half} 0 {half} {half} 0 {half} 0 0Z"
    assert drawn.paths["Timur"] == f"M{half} 0 {WIDTH} 0 {WIDTH} {half} {half} {half} {half} 0Z"


def test_a_place_is_a_dot_where_it_is_and_none_when_it_is_elsewhere() -> None:
    drawn = BESIDE.of(" TIMUR ", [(117.5, -0.5), (106.8, -6.2)])
    assert drawn is not None
    assert drawn.dots == [(WIDTH * 3 // 4, WIDTH // 4)]


@pytest.mark.parametrize("name", [None, "", "Samarinda Ulu"])
def test_of_an_unknown_district_there_is_no_map(name: str | None) -> None:
    assert BESIDE.of(name) is None


def test_the_packaged_ones_are_the_twenty_districts_of_kutai_kartanegara() -> None:
    drawn = read_boundaries().of("Tenggarong Seberang", [(116.99, -0.41)])
    assert drawn is not None
    assert len(drawn.paths) == 20
    assert all(drawn.paths.values())
    assert sum(map(len, drawn.paths.values())) < 16_000
    ((x, y),) = drawn.dots
    assert 0 < x < drawn.width
    assert 0 < y < drawn.height


@pytest.mark.parametrize("spoiled", ["{}", '{"features": []}', "[", "null"])
def test_a_file_that_is_no_map_is_said_at_the_start(tmp_path: Path, spoiled: str) -> None:
    (tmp_path / "map.geojson").write_text(spoiled)
    with pytest.raises(ValueError, match="validation error"):
        read_boundaries(tmp_path / "map.geojson")


def test_another_regions_file_is_drawn(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"name": "Limbangan", "code": "1"},
        "geometry": {"type": "MultiPolygon", "coordinates": [SQUARE]},
    }
    file = tmp_path / "map.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    drawn = read_boundaries(file).of("limbangan")
    assert drawn is not None
    assert drawn.height == WIDTH


@pytest.mark.parametrize("written", ["Sanga Sanga", "Sanga-Sanga", "SANGA-SANGA ", "sangasanga"])
def test_a_district_is_known_however_it_is_written(written: str) -> None:
    boundaries = read_boundaries()
    assert boundaries.knows(written)
    (tone,) = boundaries.shaded({written: "worst", "Tidak Ada": "good"}).tones.values()
    assert tone == "worst"
    assert not boundaries.knows("Tidak Ada")
