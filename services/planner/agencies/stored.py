"""An agency as stored. Pure."""

from dataclasses import dataclass

from planner.agencies.agency import Draft


@dataclass(frozen=True, slots=True)
class StoredAgency:
    """An agency at `version`."""

    draft: Draft
    region: str
    version: int
