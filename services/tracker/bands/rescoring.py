"""What another version of the schemes would have said of each report so far. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tracker.bands.band import rated
from tracker.bands.scheme import Scheme
from tracker.items.item import Item
from tracker.status.curve import end_of
from tracker.status.progress import Mark
from tracker.status.status import course_of


class Scored(NamedTuple):
    """An item after one of its reports, by a scheme that both versions have. None: in no band."""

    scheme: str
    item_id: str
    as_of: date | None
    """The day of the report; None of the item as it stands now."""
    was: str | None
    becomes: str | None


def scored(
    item: Item, marks: Sequence[Mark], old: Sequence[Scheme], new: Sequence[Scheme], now: datetime
) -> Iterator[Scored]:
    """Each report of the item that was not corrected, by both versions, as the item stood when its
    day ended; and the item as it stands now. By its plan of today; nothing of a cancelled one.
    """
    if item.plan.cancelled:
        return
    others = {one.scheme: one for one in new}
    curve, zone = course_of(item.plan).curve, ZoneInfo(item.plan.time_zone)
    corrected = {mark.corrected for mark in marks}
    counting = sorted((m for m in marks if m.report_id not in corrected), key=lambda m: m.order)
    points: list[tuple[date | None, float, float]] = [
        (mark.as_of, curve.at(min(end_of(mark.as_of, zone), now)), mark.physical_percent)
        for mark in counting
    ]
    points.append((None, curve.at(now), item.progress.actual_percent))
    for scheme in old:
        if (other := others.get(scheme.scheme)) is not None:
            for day, planned, actual in points:
                was, becomes = (_band(one, planned, actual) for one in (scheme, other))
                yield Scored(scheme.scheme, item.item_id, day, was, becomes)


def _band(scheme: Scheme, planned: float, actual: float) -> str | None:
    found = rated(scheme, planned, actual)
    return found.band.band if found else None
