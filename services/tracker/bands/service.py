"""Reads all items and their reports, to score them by other limits."""

from collections.abc import Callable, Sequence
from datetime import datetime

from tracker.bands.rescored import Rescored
from tracker.bands.rescoring import scored
from tracker.bands.scheme import Scheme
from tracker.items.item import Item
from tracker.items.query import ItemQuery
from tracker.items.repository import ItemRepository
from tracker.reporting.repository import ReportRepository

CHUNK = 500
Moved = Callable[[int], None]


async def rescored(
    items: ItemRepository,
    reports: ReportRepository,
    *,
    old: Sequence[Scheme],
    new: Sequence[Scheme],
    region: str | None,
    now: datetime,
    moved: Moved,
) -> Rescored:
    """All items of a region, or of every one, with all their reports; nothing is changed."""
    found, chunk, done = Rescored(), list[Item](), 0

    async def look() -> None:
        marks = await reports.marks(None, {item.item_id for item in chunk})
        for item in chunk:
            for one in scored(item, marks.get(item.item_id, ()), old, new, now):
                found.add(one)

    async for item in items.every(ItemQuery(region=region)):
        chunk.append(item)
        if len(chunk) == CHUNK:
            await look()
            done += len(chunk)
            moved(done)
            chunk.clear()
    await look()
    return found
