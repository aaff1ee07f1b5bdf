"""A workbook that is looked at, and what was repaired in it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Upload:
    """A workbook as it was sent, by whom, for which region, and what was repaired in it since."""

    id: str
    name: str
    owner: str
    region: str
    sha256: str
    at: datetime
    data: bytes
    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The repaired texts by sheet and cell."""
    applied_at: datetime | None = None
    """When it was applied, or the same file before it."""
    applied: Mapping[str, int] | None = None
    """How many rows had each verdict, once it was applied; the bytes are gone then."""
    again: bool = False
    """Whether the same file was sent before, and what was repaired in it then counts again."""
