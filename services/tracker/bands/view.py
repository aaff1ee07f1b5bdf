"""HTTP views of bands. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, Field

from tracker.bands.band import rated
from tracker.bands.scheme import Band, Measure, Name, Scheme, Tone

InBand = tuple[str, str]
"""A scheme and one of its bands."""


class NameShown(BaseModel):
    """In both languages."""

    indonesian: str
    english: str


class BandShown(BaseModel):
    """A band of a scheme, from its first to its last."""

    band: str
    name: NameShown
    tone: Tone


class SchemeShown(BaseModel):
    """A version of a scheme; its limits are in its file."""

    scheme: str
    version: str
    name: NameShown
    source: str
    measure: Measure
    bands: list[BandShown]


class ItemBand(BaseModel):
    """Where an item is by one scheme."""

    scheme: str
    version: str
    band: str | None = Field(
        description="Null where there is no target: nothing is planned yet, or it is cancelled."
    )
    measured: float | None = Field(description="By the scheme's measure, points or percent.")


def bands_view(schemes: Sequence[Scheme], planned: float, actual: float) -> list[dict[str, Any]]:
    """An item's band by each scheme."""
    views = []
    for scheme in schemes:
        found = rated(scheme, planned, actual)
        views.append(
            {
                "scheme": scheme.scheme,
                "version": scheme.version,
                "band": found.band.band if found else None,
                "measured": found.measured if found else None,
            }
        )
    return views


def schemes_view(schemes: Sequence[Scheme]) -> list[dict[str, Any]]:
    """What the schemes are."""
    return [
        {
            "scheme": one.scheme,
            "version": one.version,
            "name": _name(one.name),
            "source": one.source,
            "measure": one.measure,
            "bands": [_band(band) for band in one.distinct],
        }
        for one in schemes
    ]


def counts_view(
    schemes: Sequence[Scheme], counted: Mapping[tuple[str, ...], Counter[InBand]]
) -> list[dict[str, Any]]:
    """Items in each band by one field, in the order of its values; bands with none left out."""
    return [
        {
            "key": key,
            "bands": {
                one.scheme: {
                    band.band: number
                    for band in one.distinct
                    if (number := counts[one.scheme, band.band])
                }
                for one in schemes
            },
        }
        for (key,), counts in sorted(counted.items())
    ]


def _band(band: Band) -> dict[str, Any]:
    return {"band": band.band, "name": _name(band.name), "tone": band.tone}


def _name(name: Name) -> dict[str, str]:
    return {"indonesian": name.indonesian, "english": name.english}
