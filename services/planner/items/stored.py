"""An item as the planner already has it. Pure."""

from dataclasses import dataclass

from planner.items.item import Draft


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item as it stands at `version`, and in which time zone that version has its days; none
    where that was not kept yet.
    """

    draft: Draft
    region: str
    version: int
    cancelled: bool = False
    time_zone: str = ""
