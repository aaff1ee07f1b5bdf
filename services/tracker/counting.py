"""How the database is asked what many items come to. Pure.

The sums are made where the items are: reading 100,000 of them to add them up takes Python
seconds of its event loop, and the database one second of its own.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tracker.curve import milliseconds

Document = dict[str, Any]


def counting(wanted: Mapping[str, Any], by: Sequence[str], now: datetime) -> list[Document]:
    """The aggregation that counts the items that match: a row for each status of each group.

    A group is what the fields `by` have in common. `weight_done` and `weight_planned` are
    in weight times percent, the latter as of `now`; rupiah are whole; `heard_at` is the latest.
    """
    weight = "$plan.weight"
    rows = {
        "_id": {name: f"${name}" for name in (*by, "status")},
        "items": {"$sum": 1},
        "weight": {"$sum": weight},
        "weight_done": {"$sum": {"$multiply": [weight, "$latest.physical_percent"]}},
        "weight_planned": {"$sum": {"$multiply": [weight, _planned_percent(now)]}},
        "budget": {"$sum": "$plan.budget"},
        "budget_realised": {"$sum": "$latest.budget_realised"},
        "heard_at": {"$max": "$heard_at"},
    }
    return [{"$match": wanted}, {"$group": rows}]


def _planned_percent(now: datetime) -> Document:
    """`Curve.at(now)`, worked out from the stored legs of the curve."""
    since = {"$subtract": [milliseconds(now), "$$leg.begins"]}
    share = {"$min": [1, {"$max": [0, {"$divide": [since, "$$leg.lasts"]}]}]}
    gained = {"$multiply": ["$$leg.points", share]}
    return {"$sum": {"$map": {"input": "$course.legs", "as": "leg", "in": gained}}}
