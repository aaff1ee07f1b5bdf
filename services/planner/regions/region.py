"""The regions: code, name and time zone, as data. Pure but for reading its file once."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PACKAGED = Path(__file__).parents[1] / "regions.json"
CODE = re.compile(r"[a-z0-9][a-z0-9\-]{0,31}")


class BadRegions(ValueError):
    """The regions file cannot be used; the message says which entry and why."""


@dataclass(frozen=True, slots=True)
class Region:
    """A regency or city; its days begin and end in `time_zone` (an IANA name)."""

    code: str
    name: str
    time_zone: str


Regions = Mapping[str, Region]


def read_regions(path: Path = PACKAGED) -> Regions:
    """The regions in a JSON file {code: {name, time_zone}}. Raises `BadRegions` otherwise."""
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
    if not isinstance(entry, dict) or set(entry) != {"name", "time_zone"}:
        raise BadRegions(f"{path}: region {code!r} needs name and time_zone, and nothing else")
    name, time_zone = entry["name"], entry["time_zone"]
    if not isinstance(name, str) or not name.strip():
        raise BadRegions(f"{path}: region {code!r} has no name")
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError) as error:
        raise BadRegions(f"{path}: region {code!r}: unknown time zone {time_zone!r}") from error
    return Region(code, name.strip(), time_zone)
