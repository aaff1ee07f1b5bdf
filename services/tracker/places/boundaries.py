"""The boundaries of districts (kecamatan) as shapes of a drawing. Pure.

The packaged ones are of Kutai Kartanegara, from cahyadsn/wilayah_boundaries (MIT, beside the file):
simplified, for orientation and not for disputes. Another region gives its own GeoJSON: a feature
for each district, with its `name` and a MultiPolygon in degrees (WGS 84).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, radians
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field

DEFAULT = Path(__file__).with_name("boundaries.geojson")
WIDTH = 300
"""Of the drawing, in its own units: places are rounded to one."""
Place = tuple[float, float]
"""Longitude and latitude, degrees."""


class _Name(BaseModel):
    name: Annotated[str, Field(min_length=1, max_length=100)]


class _Geometry(BaseModel):
    type: Literal["MultiPolygon"]
    coordinates: Annotated[list[list[list[Place]]], Field(min_length=1)]


class _Feature(BaseModel):
    properties: _Name
    geometry: _Geometry


class _Collection(BaseModel):
    features: Annotated[list[_Feature], Field(min_length=1, max_length=500)]


@dataclass(frozen=True, slots=True)
class DistrictMap:
    """Districts by name as paths of SVG, within `WIDTH` times `height`; `chosen` is one of them,
    `dots` are places (x, y) on it.
    """

    height: int
    paths: Mapping[str, str]
    chosen: str
    dots: Sequence[tuple[int, int]] = ()
    tones: Mapping[str, str] = field(default_factory=dict)
    width: int = WIDTH


class Boundaries:
    """The districts of a region, drawn with north above and the east's degrees shortened as they
    are in the middle of the region.
    """

    def __init__(self, districts: Mapping[str, Sequence[Sequence[Place]]]) -> None:
        """`districts`: the rings of each, by name."""
        places = [place for rings in districts.values() for ring in rings for place in ring]
        longitudes, latitudes = zip(*places, strict=True)
        self._west, self._north = min(longitudes), max(latitudes)
        south, east = min(latitudes), max(longitudes)
        self._shortened = cos(radians((self._north + south) / 2))
        self._scale = WIDTH / ((east - self._west) * self._shortened)
        self._height = round((self._north - south) * self._scale)
        self._paths = {
            name: "".join(self._path(ring) for ring in rings) for name, rings in districts.items()
        }
        self._names = {letters_of(name): name for name in districts}

    def of(self, district: str | None, places: Sequence[Place] = ()) -> DistrictMap | None:
        """The map with a district, and the places that lie on the map; None for an unknown one."""
        name = self._name(district or "")
        if name is None:
            return None
        dots = [self._point(place) for place in places]
        inside = [(x, y) for x, y in dots if 0 <= x <= WIDTH and 0 <= y <= self._height]
        return DistrictMap(self._height, self._paths, name, inside)

    def shaded(self, tones: Mapping[str, str]) -> DistrictMap:
        """The map with a tone for each district of these names, however they are written."""
        known = {self._name(name): tone for name, tone in tones.items()}
        shown = {name: known[name] for name in self._paths if name in known}
        return DistrictMap(self._height, self._paths, "", tones=shown)

    def knows(self, district: str) -> bool:
        """Whether it is on the map."""
        return self._name(district) is not None

    def _name(self, district: str) -> str | None:
        return self._names.get(letters_of(district))

    def _point(self, place: Place) -> tuple[int, int]:
        longitude, latitude = place
        x = (longitude - self._west) * self._shortened * self._scale
        return round(x), round((self._north - latitude) * self._scale)

    def _path(self, ring: Sequence[Place]) -> str:
        points = list(_each_once(map(self._point, ring)))
        if len(points) < 3:
            return ""
        return "M" + " ".join(f"{x} {y}" for x, y in points) + "Z"


def letters_of(name: str) -> str:
    """A name without what people write differently: Sanga-Sanga, Sanga Sanga."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _each_once(points: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    last = None
    for point in points:
        if point != last:
            yield point
        last = point


def read_boundaries(path: Path | None = None) -> Boundaries:
    """The boundaries in `path`, or the packaged ones. Raises `OSError`, `ValueError`."""
    read = _Collection.model_validate_json((path or DEFAULT).read_bytes())
    return Boundaries(
        {
            one.properties.name: [ring for polygon in one.geometry.coordinates for ring in polygon]
            for one in read.features
        }
    )
