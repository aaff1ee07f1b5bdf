"""Since when an item is what the council has to decide about. Pure."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from contracts.words import Status

TROUBLED = (Status.LATE, Status.CRITICAL)
"""What the council has to decide about, the worst first."""


def red_since(latest_first: Iterable[tuple[Status, datetime]]) -> datetime | None:
    """From when an item has been late or critical, whichever of them; None where it is neither.
    What it became and since when, the latest first.
    """
    found: datetime | None = None
    for status, since in latest_first:
        if status not in TROUBLED:
            break
        found = since if found is None else min(found, since)
    return found


def red_days(since: datetime, now: datetime, zone: ZoneInfo) -> int:
    """For how many of the region's days it has been so, the first and today included: of an item
    that is late as many as its days late.
    """
    return (now.astimezone(zone).date() - since.astimezone(zone).date()).days + 1
