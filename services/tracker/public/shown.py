"""What everybody sees of a region. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from contracts.words import Kind, Pillar, Status
from tracker.council.overview import Overview
from tracker.public.public_regions import PublicRegion


class PublicItem(NamedTuple):
    """An item as everybody sees it: no person's name, no evidence, no obstacle."""

    item_id: str
    title: str
    kind: Kind
    pillar: Pillar
    agency: str
    status: Status | None
    due: date
    planned_percent: float
    reported_percent: float
    """As the latest report that counts says."""
    signed_percent: float
    """As the latest report says that the head of the agency has signed; 0 where none is."""
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Shown:
    """What everybody sees of a region."""

    region: str
    says: PublicRegion
    overview: Overview
    items: list[PublicItem]
    names: Mapping[str, str]
    """Of agencies, by code."""
