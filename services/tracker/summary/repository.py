"""Summaries of items, computed by MongoDB.

The database sums 100,000 items in one second of its own time; to read and sum them in Python takes
seconds of the event loop.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chassis.mongo.database import Database
from tracker.evidence.proof import ProofRule, ProofRules
from tracker.items.documents import Document
from tracker.items.query import ItemQuery
from tracker.items.source import ItemSource
from tracker.status.curve import milliseconds
from tracker.summary.sums import FRESH, Sums, summed


class SummaryRepository:
    """Collection `items`, read only."""

    def __init__(self, database: Database, proof_rules: ProofRules) -> None:
        self._items = ItemSource(database["items"])
        self._proof_rules = proof_rules

    async def counted(
        self,
        wanted: ItemQuery,
        by: Sequence[str],
        now: datetime,
        source: ItemSource | None = None,
    ) -> dict[tuple[str, ...], Sums]:
        """The sums of the items that match at `now`, by the values of the fields `by`, which may be
        district, rural and partner too; of those in `source`, where one is given.
        """
        items = source or self._items
        rows = items.aggregate(counting(items.matching(wanted), by, now, self._proof_rules))
        return summed([row async for row in rows], by)


_GROUPED_BY: Mapping[str, Document | str] = {
    "district": {"$ifNull": ["$plan.location.kecamatan", None]},
    "rural": {"$ifNull": ["$plan.location.rural", None]},
    "partner": "$partner_kinds",
}
"""Where the fields are that an item's document has not at its top; None where it has none."""
_EACH_PARTNER_KIND: Sequence[Document] = (
    {"$set": {"partner_kinds": {"$setUnion": [{"$ifNull": ["$plan.partners.kind", []]}]}}},
    {"$unwind": "$partner_kinds"},
)
"""An item once for each kind of its partners; none without a partner."""
_LATEST_AND_SIGNED = ("latest.physical_percent", "reviewed.signed")


def counting(
    matching: Document, by: Sequence[str], now: datetime, proof_rules: ProofRules
) -> list[Document]:
    """The aggregation that counts the items of a filter: a row for each status of each group.

    A group has the same values in the fields `by`; by partner an item is in the group of each kind
    of its partners, and in none without a partner. `weight_done`, its part `weight_done_proven`
    that has the evidence asked for, `weight_done_verified` and `weight_done_signed`, as the reports
    say that have passed the step, and `weight_planned` are in weight times percent, the last as of
    `now`; `figures_old` is how many of any status say nothing of the last `FRESH` days, and began
    before; rupiah are whole; `heard_at` is the latest report that the agency now
    responsible has sent, `owes_since` (milliseconds since 1970) the earliest instant from which it
    had something to report.
    """
    weight = "$plan.weight"
    done = {"$multiply": [weight, "$latest.physical_percent"]}
    rows = {
        "_id": {name: _GROUPED_BY.get(name, f"${name}") for name in (*by, "status")},
        "items": {"$sum": 1},
        "weight": {"$sum": weight},
        "weight_done": {"$sum": done},
        "weight_done_proven": {"$sum": _if_proven(proof_rules, done)},
        "weight_done_verified": {"$sum": {"$multiply": [weight, "$reviewed.verified"]}},
        "weight_done_signed": {"$sum": {"$multiply": [weight, "$reviewed.signed"]}},
        "weight_done_is_signed": {"$sum": {"$multiply": [weight, _signed_of_latest()]}},
        "weight_planned": {"$sum": {"$multiply": [weight, planned_percent(now)]}},
        "figures_old": {"$sum": {"$cond": [_has_an_old_figure(now), 1, 0]}},
        "budget": {"$sum": "$plan.budget"},
        "budget_realised": {"$sum": _budget_realised()},
        "heard_at": {"$max": _heard_at()},
        "owes_since": {"$min": _owes_since()},
    }
    each = _EACH_PARTNER_KIND if "partner" in by else ()
    return [{"$match": matching}, *each, {"$group": rows}]


def _if_proven(rules: ProofRules, value: Document) -> Document:
    """`value`, or 0 where `is_unproven` is true of the item (`tracker.evidence.proof`)."""
    first_of_run = {"$arrayElemAt": [{"$ifNull": ["$run.first", []]}, 2]}
    reports = ["$latest.report_id", first_of_run]
    found = {"$setIntersection": [reports, {"$ifNull": ["$proof", []]}]}
    asked = _asked(rules.default)
    for region, rule in rules.regions.items():
        asked = {"$cond": [{"$eq": ["$region", region]}, _asked(rule), asked]}
    return {"$cond": [{"$and": [asked, {"$eq": [found, []]}]}, 0, value]}


def _signed_of_latest() -> Document:
    """As much of the latest percent as the signed reports say."""
    of = {name: {"$ifNull": [f"${name}", 0]} for name in _LATEST_AND_SIGNED}
    return {"$min": [*of.values()]}


def _asked(rule: ProofRule) -> Document:
    enough = {"$gte": ["$latest.physical_percent", rule.from_percent]}
    return {"$or": [enough, {"$in": ["$kind", [kind.value for kind in rule.kinds]]}]}


def planned_percent(now: datetime) -> Document:
    """`Curve.at(now)`, computed from the stored legs of the curve."""
    since = {"$subtract": [milliseconds(now), "$$leg.begins"]}
    share = {"$min": [1, {"$max": [0, {"$divide": [since, "$$leg.lasts"]}]}]}
    gained = {"$multiply": ["$$leg.points", share]}
    return {"$sum": {"$map": {"input": "$course.legs", "as": "leg", "in": gained}}}


def _budget_realised() -> Document:
    """`Item.budget_realised`: the money of its sub kegiatan, unless a report says it for a later
    day.
    """
    said_by_latest = {"$eq": [{"$type": "$latest.spent"}, "missing"]}
    said_on = {"$cond": [said_by_latest, "$latest.as_of", "$latest.spent.as_of"]}
    is_funded = {"$gte": [{"$ifNull": ["$funding.as_of", ""]}, {"$ifNull": [said_on, " "]}]}
    return {"$cond": [is_funded, "$funding.spent", "$latest.budget_realised"]}


def _has_an_old_figure(now: datetime) -> Document:
    """By the day of the item's region; a day that is missing is smaller than every text."""
    since = now - FRESH
    day = {"date": since, "format": "%Y-%m-%d", "timezone": "$plan.time_zone"}
    is_of_before = {"$lt": ["$latest.as_of", {"$dateToString": day}]}
    begins = {"$arrayElemAt": ["$course.legs.begins", 0]}
    return {"$and": [is_of_before, {"$lt": [begins, milliseconds(since)]}]}


def _heard_at() -> Document:
    """When the agency now responsible last reported; None when the last report is older."""
    is_its_own = {"$gte": ["$heard_at", {"$ifNull": ["$had_since", "$heard_at"]}]}
    return {"$cond": [is_its_own, "$heard_at", None]}


def _owes_since() -> Document:
    """Since when a report is due: the item has begun, and its agency is responsible for it."""
    return {"$max": [{"$arrayElemAt": ["$course.legs.begins", 0]}, {"$toLong": "$had_since"}]}
