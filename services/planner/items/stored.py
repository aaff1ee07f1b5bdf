"""What the planner already has: items and agencies at their versions. Pure."""

from dataclasses import dataclass

from planner.agencies import agency
from planner.items import item


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item as it stands at `version`, and in which time zone that version has its days; none
    where that was not kept yet.
    """

    draft: item.Draft
    region: str
    version: int
    cancelled: bool = False
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class StoredAgency:
    """An agency as it stands at `version`."""

    draft: agency.Draft
    region: str
    version: int
