"""Areas of a region that consist of districts (kecamatan), such as those that lie in the IKN. Pure.

The packaged ones are of Kutai Kartanegara: the districts that belong to the Ibu Kota Nusantara as a
whole or in part. The plan says the district and not where in it an item is, so an item counts too
where only a part of its district belongs. A region that is not named has no such area.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from contracts.words import RegionCode
from tracker.places.boundaries import letters_of

DEFAULT = Path(__file__).with_name("areas.json")
_Name = Annotated[str, Field(min_length=1, max_length=100)]


class AreaDistrict(BaseModel):
    """A district of an area; `note` says which part of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: _Name
    note: str = ""


class Area(BaseModel):
    """An area by its short name, with the source of its districts and the day it is as of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    region: RegionCode
    area: Annotated[str, Field(min_length=1, max_length=20)]
    name: _Name
    as_of: date
    source: Annotated[str, Field(min_length=1)]
    districts: Annotated[tuple[AreaDistrict, ...], Field(min_length=1, max_length=100)]

    def has(self, district: str) -> bool:
        """Whether a district belongs to it, however its name is written."""
        return letters_of(district) in {letters_of(one.name) for one in self.districts}


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: str
    areas: Annotated[tuple[Area, ...], Field(max_length=1_000)]


class Areas:
    """The areas of all regions."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._areas = tuple(areas)
        self._of: Mapping[tuple[str, str], Sequence[Area]] = {
            (one.region, letters_of(district.name)): tuple(
                other
                for other in self._areas
                if other.region == one.region and other.has(district.name)
            )
            for one in self._areas
            for district in one.districts
        }

    def of_region(self, region: str) -> Sequence[Area]:
        """The areas of a region, in the order of their file."""
        return [one for one in self._areas if one.region == region]

    def of(self, region: str, district: str) -> Sequence[Area]:
        """The areas that a district belongs to."""
        return self._of.get((region, letters_of(district)), ())


def read_areas(path: Path | None = None) -> Areas:
    """The areas in `path`, or the packaged ones. Raises `OSError`, `ValueError`."""
    return Areas(_File.model_validate_json((path or DEFAULT).read_bytes()).areas)
