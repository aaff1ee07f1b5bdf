"""What the page of an item shows, and what that of tasks, read in one query.

By concept it would be five, and each costs the service half a millisecond of processor time, as
much as all else on the page (`make bench PARTS=pages`).
"""

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from chassis.mongo.database import Database
from chassis.mongo.matching import matching
from contracts import AlertNoted, EvidenceAdded, StatusChanged
from contracts.account import Scope
from contracts.words import Status
from tracker.alerts.repository import ToldContact, note_of, told_contact
from tracker.decisions.decision import Decision
from tracker.decisions.documents import decision_of
from tracker.decisions.trouble import red_since
from tracker.evidence.repository import evidence_of
from tracker.items.documents import Document, PlanChange, item_of, plan_change_of, status_of
from tracker.items.item import Item
from tracker.items.query import ItemQuery
from tracker.items.repository import ItemRepository
from tracker.plausibility.documents import MarkedReport, marked_report
from tracker.review.repository import OLDEST_FIRST, in_state
from tracker.review.review import ReviewState

SHOWN_MOST = 50
"""Of each list."""
_NEWEST_FIRST = {
    "reports": ("as_of", "submitted_at", "_id"),
    "status_history": ("seq",),
    "evidence": ("added_at", "_id"),
    "alerts": ("sent_at", "_id"),
    "alert_notes": ("at", "_id"),
    "plan_changes": ("version",),
    "report_marks": ("as_of", "_id"),
    "decisions": ("decided_at", "_id"),
}
"""By collection the fields of its order, which are those of its index after `item_id`."""
_KNOWN_BY = {
    "reports": "submitted_at",
    "status_history": "seq",
    "evidence": "sha256",
    "alerts": "sent_at",
    "alert_notes": "alert",
    "plan_changes": "differences",
    "report_marks": "rules_version",
    "decisions": "acts",
}
"""By collection a field that each of its documents has, and none of the others'."""
_REVISED = ("report_marks", "decisions")
_GROWING = ("evidence", "alerts", "alert_notes")

_OFFICE = {
    "$lookup": {
        "from": "agencies",
        "localField": "agency",
        "foreignField": "_id",
        "as": "offices",
    }
}
"""Of the rows only the item's has these."""


class ItemFacts:
    """An item and what is known of it, each list the newest first; read from the document when
    asked for.
    """

    def __init__(self, row: Document, lists: Mapping[str, Sequence[Document]]) -> None:
        self._row = row
        self._lists = lists

    @property
    def version(self) -> tuple[Hashable, ...]:
        """The same for the same facts: the item's revision rises with each report, change of status
        and version of the plan, each review has its instant, marks and decisions have their
        revision, and the other lists only grow.
        """
        row, lists = self._row, self._lists
        ids = (tuple(one["_id"] for one in lists[name]) for name in _GROWING)
        reviewed = row.get("reviewed") or {}
        revised = tuple((one["_id"], one["rev"]) for name in _REVISED for one in lists[name])
        return (row["_id"], row["rev"], self.agency, reviewed.get("at"), revised, *ids)

    @property
    def title(self) -> str:
        """The item's title."""
        title: str = self._row["plan"]["title"]
        return title

    @property
    def is_cancelled(self) -> bool:
        """Whether its plan is cancelled."""
        return bool(self._row["plan"].get("cancelled"))

    @property
    def agency(self) -> str:
        """The name of the agency that is responsible; its code until the name is known."""
        offices = self._row["offices"]
        name: str = offices[0]["name"] if offices else self._row["agency"]
        return name

    @cached_property
    def item(self) -> Item:
        """The item."""
        return item_of(self._row)

    @property
    def reports(self) -> Sequence[Document]:
        """Its reports as stored."""
        return self._lists["reports"]

    @property
    def reviewed(self) -> Mapping[str, float]:
        """The percent that the reports say which have passed a step, by step; empty before the
        first review.
        """
        reviewed: Mapping[str, float] = self._row.get("reviewed") or {}
        return reviewed

    @cached_property
    def marks(self) -> Mapping[str, MarkedReport]:
        """By key the marks of its reports."""
        return {one["_id"]: marked_report(one) for one in self._lists["report_marks"]}

    @cached_property
    def history(self) -> Sequence[StatusChanged]:
        """Its changes of status."""
        return [status_of(one) for one in self._lists["status_history"]]

    @cached_property
    def decisions(self) -> Sequence[Decision]:
        """The council's decisions on it."""
        return [decision_of(one) for one in self._lists["decisions"]]

    @property
    def red_since(self) -> datetime | None:
        """From when it has been late or critical; None where it is neither."""
        return red_since((one.to_status, one.since) for one in self.history)

    @cached_property
    def evidence(self) -> Sequence[EvidenceAdded]:
        """Its evidence."""
        return [evidence_of(one) for one in self._lists["evidence"]]

    @cached_property
    def told(self) -> Sequence[ToldContact]:
        """Who was alerted."""
        return [told_contact(one) for one in self._lists["alerts"]]

    @cached_property
    def alert_notes(self) -> Sequence[AlertNoted]:
        """What became of its alerts."""
        return [note_of(one) for one in self._lists["alert_notes"]]

    @cached_property
    def plan_changes(self) -> Sequence[PlanChange]:
        """What each version of its plan changed."""
        return [plan_change_of(one) for one in self._lists["plan_changes"]]


class ItemPageRepository:
    """Reads the collections of all concepts of an item; writes none."""

    def __init__(self, database: Database) -> None:
        self._items = database["items"]

    async def facts_of(self, item_id: str, scope: Scope) -> ItemFacts | None:
        """The facts of an item; None when there is none of this id within the scope."""
        wanted = {"_id": item_id, **matching(ItemQuery(scope))}
        unions = [_newest(name, fields, item_id) for name, fields in _NEWEST_FIRST.items()]
        rows = await self._items.aggregate([{"$match": wanted}, _OFFICE, *unions]).to_list(None)
        if not rows or "offices" not in rows[0]:
            return None
        lists: dict[str, list[Document]] = {name: [] for name in _NEWEST_FIRST}
        for row in rows[1:]:
            lists[_collection_of(row)].append(row)
        return ItemFacts(rows[0], lists)


def _collection_of(row: Document) -> str:
    return next(name for name, field in _KNOWN_BY.items() if field in row)


class Returned(NamedTuple):
    """A report that was returned and not corrected since, as stored, and its item's title."""

    row: Document
    title: str


class Tasks(NamedTuple):
    """The most urgent items of a list, and what was returned to the reader's agency."""

    items: Sequence[Item]
    returned: Sequence[Returned]


class TaskPageRepository:
    """Reads items, and of the reports those that were returned; writes none."""

    def __init__(self, items: ItemRepository) -> None:
        self._items = items

    async def tasks(
        self,
        wanted: ItemQuery,
        after: tuple[Status, str] | None,
        limit: int,
        *,
        returned_most: int,
    ) -> Tasks:
        """The items of `ItemRepository.most_urgent`, and up to `returned_most` reports, the oldest
        day first, of items that are the agency's and not cancelled; none without an agency.
        """
        agency, others = wanted.scope.agency, list[Document]()
        if agency and returned_most:
            returned = _returned(agency, returned_most)
            others.append({"$unionWith": {"coll": "reports", "pipeline": returned}})
        items, rows = await self._items.most_urgent_beside(wanted, after, limit, others)
        of_rows = await self._items.items({row["item_id"] for row in rows}) if rows else {}
        return Tasks(
            items,
            [
                Returned(row, plan.title)
                for row in rows
                if row["item_id"] in of_rows
                for plan in (of_rows[row["item_id"]].plan,)
                if plan.agency == agency and not plan.cancelled
            ],
        )


def _returned(agency: str, limit: int) -> Sequence[Document]:
    shown = ("item_id", "as_of", "review.act.words")
    return [
        {"$match": in_state(agency, ReviewState.RETURNED)},
        {"$sort": dict(OLDEST_FIRST)},
        {"$limit": limit},
        {"$project": dict.fromkeys(shown, 1)},
    ]


def _newest(collection: str, fields: Sequence[str], item_id: str) -> Document:
    """The newest documents of an item. A union costs the database a third less than a lookup, and a
    field that names the collection would cost that third again.
    """
    of_item: list[Document] = [
        {"$match": {"item_id": item_id}},
        {"$sort": dict.fromkeys(fields, -1)},
        {"$limit": SHOWN_MOST},
    ]
    return {"$unionWith": {"coll": collection, "pipeline": of_item}}
