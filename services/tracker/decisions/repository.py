"""The council's decisions in MongoDB."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from pymongo import UpdateOne

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import Document, UnitOfWork, driver_session
from contracts.words import Status
from tracker.decisions.decision import Decision, DecisionAct, DecisionState, Subject
from tracker.decisions.documents import (
    decision_document,
    decision_of,
    minutes_fields,
    state_fields,
)
from tracker.decisions.query import SOONEST_FIRST, DecisionFilter, DecisionQuery
from tracker.decisions.trouble import red_since
from tracker.items.documents import item_of

HISTORY_MOST = 200
"""Latest changes of status of an item that are read for since when it is late or critical."""
_NOT_WITHDRAWN: Document = {"state": {"$ne": DecisionState.WITHDRAWN.value}}


class Place(NamedTuple):
    """Where in a list a decision stands: its last day, its id."""

    due: str
    decision_id: str


class FirstDecisions(NamedTuple):
    """How often items that were late or critical got a decision, and after how many seconds in
    all: counted once for each time an item was.
    """

    times: int
    seconds: float


class DecisionRepository:
    """Collection `decisions`: a document for each, to whose acts is only added. Items and their
    history are read.
    """

    def __init__(self, database: Database) -> None:
        self._decisions = database["decisions"]
        self._items = database["items"]
        self._history = database["status_history"]
        self._agencies = database["agencies"]

    async def prepare(self) -> None:
        """Create the indexes: of lists; in the order in which an item shows its decisions; and by
        when something became of them.
        """
        await self._decisions.create_index([("region", 1), ("state", 1), ("due", 1), ("_id", 1)])
        await self._decisions.create_index([("item_id", 1), ("decided_at", 1), ("_id", 1)])
        await self._decisions.create_index("acts.at")

    async def decision(self, decision_id: str, unit: UnitOfWork | None = None) -> Decision | None:
        """The decision; None where there is none of this id."""
        session = driver_session(unit)
        row = await self._decisions.find_one({"_id": decision_id}, session=session)
        return decision_of(row) if row else None

    async def listed(
        self, wanted: DecisionQuery, now: datetime, after: Place | None, limit: int
    ) -> Sequence[Decision]:
        """Up to `limit` decisions in their order (`SOONEST_FIRST`), from behind a place on."""
        direction, beyond = (1, "$gt") if wanted.state in SOONEST_FIRST else (-1, "$lt")
        parts = [_matching(wanted, now)]
        if after is not None:
            same_day = {"due": after.due, "_id": {beyond: after.decision_id}}
            parts.append({"$or": [{"due": {beyond: after.due}}, same_day]})
        rows = self._decisions.find({"$and": parts})
        rows = rows.sort([("due", direction), ("_id", direction)]).limit(limit)
        return [decision_of(row) for row in await rows.to_list(limit)]

    async def acted(
        self, wanted: DecisionQuery, after: datetime, until: datetime, limit: int
    ) -> Sequence[Decision]:
        """Decisions of which something became within this time, up to `limit`, the latest made
        first.
        """
        within = {"acts": {"$elemMatch": {"at": {"$gte": after, "$lt": until}}}}
        rows = self._decisions.find({"$and": [_matching(wanted, until), within]})
        rows = rows.sort([("decided_at", -1), ("_id", -1)]).limit(limit)
        return [decision_of(row) for row in await rows.to_list(limit)]

    async def latest_on(self, item_ids: Iterable[str]) -> Mapping[str, Decision]:
        """By item the decision on it that was made last and not withdrawn; items with none are
        left out.
        """
        wanted = {"item_id": {"$in": list(item_ids)}, **_NOT_WITHDRAWN}
        rows = self._decisions.find(wanted).sort([("decided_at", 1), ("_id", 1)])
        return {row["item_id"]: decision_of(row) async for row in rows}

    async def red_since(
        self, item_ids: Iterable[str], unit: UnitOfWork | None = None
    ) -> Mapping[str, datetime]:
        """From when each of the items has been late or critical; others are left out."""
        found: dict[str, datetime] = {}
        for item_id in item_ids:
            rows = self._history.find(
                {"item_id": item_id}, {"to": 1, "since": 1}, session=driver_session(unit)
            )
            latest = await rows.sort("seq", -1).limit(HISTORY_MOST).to_list(HISTORY_MOST)
            since = red_since(
                (Status(row["to"]), datetime.fromisoformat(row["since"])) for row in latest
            )
            if since is not None:
                found[item_id] = since
        return found

    async def item(self, item_id: str, unit: UnitOfWork | None = None) -> Subject | None:
        """An item as a decision is on it; None where there is none."""
        row = await self._items.find_one({"_id": item_id}, session=driver_session(unit))
        if row is None:
            return None
        item, red = item_of(row), await self.red_since([item_id], unit)
        plan = item.plan
        return Subject(
            plan.region,
            plan.time_zone,
            plan.agency,
            plan.title,
            item_id,
            plan.pillar,
            plan.kind,
            item.status,
            red.get(item_id),
        )

    async def agency(self, agency: str, unit: UnitOfWork | None = None) -> Subject | None:
        """An agency as a decision is on it; None where there is none."""
        session = driver_session(unit)
        row = await self._agencies.find_one({"_id": agency}, session=session)
        if row is None:
            return None
        some = {"region": row["region"]}
        item = await self._items.find_one(some, {"plan.time_zone": 1}, session=session)
        zone = item["plan"]["time_zone"] if item else "UTC"
        return Subject(row["region"], zone, agency, row["name"])

    def add(self, unit: UnitOfWork, decision: Decision) -> None:
        """Store a new decision."""
        unit.insert(self._decisions, [decision_document(decision)])

    def add_act(self, unit: UnitOfWork, decision: Decision, act: DecisionAct) -> None:
        """Store an act more on a decision as it was read."""
        gate = {"_id": decision.decision_id, "rev": len(decision.acts)}
        after = state_fields(decision.with_act(act))
        change = {"$push": {"acts": act._asdict()}, "$set": after}
        unit.write(self._decisions, [UpdateOne(gate, change)])

    def add_minutes(self, unit: UnitOfWork, decision: Decision) -> None:
        """Store the file of the minutes of a decision that had none."""
        gate = {"_id": decision.decision_id, "minutes_file": {"$exists": False}}
        unit.write(self._decisions, [UpdateOne(gate, {"$set": minutes_fields(decision)})])

    async def counted(
        self, wanted: DecisionQuery, now: datetime
    ) -> Mapping[tuple[str, str], Counter[DecisionFilter]]:
        """By region, and by the agency that has to do them, how many decisions there are of each
        filter; overdue ones are among the open.
        """
        overdue = {"$and": [{"$eq": ["$state", DecisionState.OPEN.value]}, _ended(now)]}
        key = {"region": "$region", "owner": "$owner", "state": "$state"}
        sums = {"_id": key, "all": {"$sum": 1}, "overdue": {"$sum": {"$cond": [overdue, 1, 0]}}}
        rows = self._decisions.aggregate([{"$match": _matching(wanted, now)}, {"$group": sums}])
        found: dict[tuple[str, str], Counter[DecisionFilter]] = defaultdict(Counter)
        async for row in rows:
            counts = found[row["_id"]["region"], row["_id"]["owner"]]
            counts[DecisionFilter(row["_id"]["state"])] += row["all"]
            counts[DecisionFilter.OVERDUE] += row["overdue"]
        return found

    async def first_decisions(self) -> Mapping[tuple[str, str], FirstDecisions]:
        """By region and the item's agency, how long it took to decide."""
        each = {"item": "$item_id", "red_since": "$red_since"}
        kept = {name: {"$first": f"${name}"} for name in ("region", "agency")}
        first = {"_id": each, "first": {"$min": "$decided_at"}, **kept}
        waited = {"$max": [0, {"$subtract": ["$first", "$_id.red_since"]}]}
        sums = {
            "_id": {"region": "$region", "agency": "$agency"},
            "count": {"$sum": 1},
            "milliseconds": {"$sum": waited},
        }
        red = {"red_since": {"$type": "date"}, **_NOT_WITHDRAWN}
        rows = self._decisions.aggregate([{"$match": red}, {"$group": first}, {"$group": sums}])
        return {
            (row["_id"]["region"], row["_id"]["agency"]): FirstDecisions(
                row["count"], row["milliseconds"] / 1000
            )
            async for row in rows
        }


def _matching(wanted: DecisionQuery, now: datetime) -> Document:
    parts: list[Document] = []
    for region in (wanted.scope.region, wanted.region):
        if region is not None:
            parts.append({"region": region})
    for agency in (wanted.scope.agency, wanted.agency):
        if agency is not None:
            parts.append({"$or": [{"agency": agency}, {"owner": agency}]})
    for name in ("item_id", "pillar", "kind"):
        if (value := getattr(wanted, name)) is not None:
            parts.append({name: value})
    if wanted.state is DecisionFilter.OVERDUE:
        parts += [{"state": DecisionState.OPEN.value}, {"due_ends": {"$lte": now}}]
    elif wanted.state is not None:
        parts.append({"state": wanted.state.value})
    return {"$and": parts} if parts else {}


def _ended(now: datetime) -> Document:
    return {"$lte": ["$due_ends", now]}
