"""An agency as the planner already has it. Pure."""

from dataclasses import dataclass

from planner.agencies.agency import Draft


@dataclass(frozen=True, slots=True)
class StoredAgency:
    """An agency as it stands at `version`."""

    draft: Draft
    region: str
    version: int
