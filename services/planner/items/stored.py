"""An item as stored. Pure."""

from dataclasses import dataclass

from planner.items.item import Draft


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item at `version`. `time_zone` is the one in which that version counts its days; empty
    where it was not stored yet.
    """

    draft: Draft
    region: str
    version: int
    cancelled: bool = False
    time_zone: str = ""
    reason: str = ""
    """Why it is cancelled."""
