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
    as_of: date
    is_latest: bool
    was: str | None
    becomes: str | None


def scored(
    item: Item, marks: Sequence[Mark], old: Sequence[Scheme], new: Sequence[Scheme], now: datetime
) -> Iterator[Scored]:
    """Each report of the item that counts, in the order in which they count, by both versions: as
    the item stood when its day ended, or stands now, by its plan of today.
    """
    others = {one.scheme: one for one in new}
    curve, zone = course_of(item.plan).curve, ZoneInfo(item.plan.time_zone)
    corrected = {mark.corrected for mark in marks}
    counting = sorted((m for m in marks if m.report_id not in corrected), key=lambda m: m.order)
    for mark in counting:
        planned = curve.at(min(end_of(mark.as_of, zone), now))
        for scheme in old:
            other = others.get(scheme.scheme)
            if other is not None:
                yield Scored(
                    scheme.scheme,
                    item.item_id,
                    mark.as_of,
                    mark is counting[-1],
                    _band(scheme, planned, mark.physical_percent),
                    _band(other, planned, mark.physical_percent),
                )


def _band(scheme: Scheme, planned: float, actual: float) -> str | None:
    found = rated(scheme, planned, actual)
    return found.band.band if found else None
