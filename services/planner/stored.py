"""What the planner already has: items and agencies at their versions. Pure."""

from dataclasses import dataclass

from planner import agency, item


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item as it stands at `version`."""

    draft: item.Draft
    region: str
    version: int
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class StoredAgency:
    """An agency as it stands at `version`."""

    draft: agency.Draft
    region: str
    version: int
