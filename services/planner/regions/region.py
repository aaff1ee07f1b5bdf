"""The regions: code, name, time zone and who must have a second factor, as data. Pure but for
reading its file once.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from contracts.account import Role

PACKAGED = Path(__file__).parents[1] / "regions.json"
CODE = re.compile(r"[a-z0-9][a-z0-9\-]{0,31}")
NEEDED, OPTIONAL = frozenset({"name", "time_zone"}), frozenset({"second_factor_for"})


class BadRegions(ValueError):
    """The regions file cannot be used; the message says which entry and why."""


@dataclass(frozen=True, slots=True)
class Region:
    """A regency or city; its days begin and end in `time_zone` (an IANA name)."""

    code: str
    name: str
    time_zone: str
    second_factor_for: tuple[Role, ...] = ()
    """The roles that do not sign in without a second factor."""


Regions = Mapping[str, Region]


def read_regions(path: Path = PACKAGED) -> Regions:
    """The regions in a JSON file {code: {name, time_zone}}, with or without second_factor_for, a
    list of roles. Raises `BadRegions` otherwise.
    """
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadRegions(f"{path}: {error}") from error
    if not isinstance(entries, dict) or not entries:
        raise BadRegions(f"{path}: an object of regions by code is expected")
    return {code: _region(path, code, entry) for code, entry in entries.items()}


def _region(path: Path, code: str, entry: object) -> Region:
    if not CODE.fullmatch(code):
        raise BadRegions(f"{path}: region code {code!r}: lower-case letters, digits, hyphens")
    if not isinstance(entry, dict) or set(entry) - OPTIONAL != NEEDED:
        raise BadRegions(
            f"{path}: region {code!r} needs name and time_zone, may have second_factor_for, "
            "and nothing else"
        )
    name, time_zone = entry["name"], entry["time_zone"]
    if not isinstance(name, str) or not name.strip():
        raise BadRegions(f"{path}: region {code!r} has no name")
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError) as error:
        raise BadRegions(f"{path}: region {code!r}: unknown time zone {time_zone!r}") from error
    return Region(code, name.strip(), time_zone, _roles(path, code, entry))


def _roles(path: Path, code: str, entry: Mapping[str, object]) -> tuple[Role, ...]:
    roles = entry.get("second_factor_for", [])
    if not isinstance(roles, list) or not all(role in tuple(Role) for role in roles):
        known = ", ".join(Role)
        raise BadRegions(f"{path}: region {code!r}: second_factor_for is a list of: {known}")
    return tuple(Role(role) for role in roles)


def demands_second_factor(regions: Regions, role: Role, region: str | None) -> bool:
    """Whether an account of this role and region must have one. An account of all regions must
    where any region demands it: it may do there what the region's own accounts may.
    """
    own = regions.values() if region is None else filter(None, [regions.get(region)])
    return any(role in one.second_factor_for for one in own)
