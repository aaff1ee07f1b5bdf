"""Which regions show what to everybody: versioned data, never code."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from contracts.words import Kind

DEFAULT = Path(__file__).with_name("public_regions.json")
Named = Annotated[str, Field(min_length=1, max_length=100)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Licence(_Data):
    """Under which others may use the data."""

    name: Named
    url: Annotated[str, Field(pattern=r"^https://[^\s\"<>]+$", max_length=200)]


class PublicRegion(_Data):
    """What a region shows: its sums, and its items of these kinds one by one."""

    name: Named
    kinds: tuple[Kind, ...]
    licence: Licence


class PublicRegions(_Data):
    """One version of what is shown; a region that is not in it shows nothing."""

    version: Named
    source: str
    regions: Annotated[Mapping[str, PublicRegion], Field(max_length=600)]


def read_public_regions(path: Path | None = None) -> PublicRegions:
    """The regions in `path`, or the packaged ones. Raises `OSError`, `ValueError`."""
    return PublicRegions.model_validate_json((path or DEFAULT).read_bytes())
