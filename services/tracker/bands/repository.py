"""How many items are in each band, counted by MongoDB."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from chassis.mongo.database import Database
from contracts.words import Status
from tracker.bands.band import DIGITS
from tracker.bands.scheme import Band, Measure, Scheme
from tracker.bands.view import InBand
from tracker.items.documents import Document
from tracker.items.query import ItemQuery
from tracker.items.source import ItemSource
from tracker.summary.repository import planned_percent

_PLANNED, _ACTUAL = "$planned", {"$ifNull": ["$latest.physical_percent", 0]}


class BandRepository:
    """Collection `items`, read only."""

    def __init__(self, database: Database, schemes: Sequence[Scheme]) -> None:
        self._items = ItemSource(database["items"])
        self.schemes = schemes

    async def counted(
        self,
        wanted: ItemQuery,
        by: Sequence[str],
        now: datetime,
        source: ItemSource | None = None,
    ) -> Mapping[tuple[str, ...], Counter[InBand]]:
        """Items in each band of each scheme at `now`, by the values of the fields `by`; of those in
        `source`, where one is given. Cancelled items, and those of which nothing is planned yet,
        are in none.
        """
        items = source or self._items
        groups: dict[tuple[str, ...], Counter[InBand]] = defaultdict(Counter)
        async for row in items.aggregate(self._counting(items.matching(wanted), by, now)):
            key = row["_id"]
            group = groups[tuple(key[name] for name in by)]
            for number, scheme in enumerate(self.schemes):
                group[scheme.scheme, key[f"band_{number}"]] += row["items"]
        return groups

    def _counting(self, matching: Document, by: Sequence[str], now: datetime) -> list[Document]:
        bands = {f"band_{number}": _band(one) for number, one in enumerate(self.schemes)}
        return [
            {"$match": matching},
            {"$match": {"status": {"$ne": Status.CANCELLED.value}}},
            {"$addFields": {"planned": planned_percent(now)}},
            {"$match": {"planned": {"$gt": 0}}},
            {"$group": {"_id": {name: f"${name}" for name in by} | bands, "items": {"$sum": 1}}},
        ]


def _band(scheme: Scheme) -> Document:
    """`rated(...).band.band`, as an expression."""
    *limited, last = scheme.bands
    branches = [{"case": _holds(one), "then": one.band} for one in limited]
    chosen = {"$switch": {"branches": branches, "default": last.band}}
    return {"$let": {"vars": {"measured": _measured(scheme.measure)}, "in": chosen}}


def _measured(measure: Measure) -> Document:
    behind: Document = {"$subtract": [_PLANNED, _ACTUAL]}
    of_planned = {
        Measure.POINTS_BEHIND: behind,
        Measure.ACHIEVEMENT_PERCENT: {"$divide": [{"$multiply": [100, _ACTUAL]}, _PLANNED]},
        Measure.GAP_PERCENT: {"$divide": [{"$multiply": [100, behind]}, _PLANNED]},
    }
    return {"$round": [of_planned[measure], DIGITS]}


def _holds(band: Band) -> Document:
    limits = [
        ("$gte", "$$measured", band.at_least),
        ("$gt", "$$measured", band.above),
        ("$lte", "$$measured", band.up_to),
        ("$lt", "$$measured", band.below),
        ("$lte", _PLANNED, band.planned_up_to),
        ("$gt", _PLANNED, band.planned_above),
    ]
    return {"$and": [{how: [what, limit]} for how, what, limit in limits if limit is not None]}
