"""What the council looks at, counted on paper: the worst items and who was told of them, its
decisions, and the year's months.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tests.proof.documents import Document, Documents
from tests.proof.one_item import OneItem, end_of

WORST_MOST = 50
"""Of each region."""
RED = ("late", "critical")
"""The worst first."""
ABOVE = ("secretary", "council")
"""Of them the tracker hears no mails, only that they are told."""
STATES = ("open", "overdue", "done", "withdrawn")
INFO = ("region", "pillar", "kind", "agency", "title")


class Sample(NamedTuple):
    """A value to be added to a series."""

    metric: str
    labels: Mapping[str, str]
    value: float = 1


def troubled(documents: Documents, items: Sequence[OneItem]) -> Iterator[Sample]:
    """The worst items of each region that has agencies, and the last mails about them."""
    for region in {one["region"] for one in documents.agencies}:
        red = [one for one in items if one.plan["region"] == region and one.status in RED]
        for one in sorted(red, key=_worst_first)[:WORST_MOST]:
            yield from _troubled(one)
            yield from _told(documents, one.plan["item_id"])


def _worst_first(one: OneItem) -> tuple[bool, int, str, str]:
    plan = one.plan
    return plan["kind"] != "quick_win", RED.index(one.status), plan["due"], plan["item_id"]


def _troubled(one: OneItem) -> Iterator[Sample]:
    of = {"item_id": one.plan["item_id"]}
    info = dict(zip(INFO, one.labels(*INFO), strict=True))
    yield Sample("aksi_troubled_item_info", {**of, **info, "status": one.status})
    yield Sample("aksi_troubled_item_due_timestamp_seconds", of, one.due.timestamp())
    yield Sample("aksi_troubled_item_planned_ratio", of, one.planned / 100)
    yield Sample("aksi_troubled_item_progress_ratio", of, one.done / 100)
    if one.latest:
        ends = end_of(date.fromisoformat(one.latest["as_of"]), one.zone)
        yield Sample("aksi_troubled_item_figure_timestamp_seconds", of, ends.timestamp())


def _told(documents: Documents, item_id: str) -> Iterator[Sample]:
    last: dict[str, datetime] = {}
    mails = [(one["role"], one["sent_at"]) for one in documents.told if one["item_id"] == item_id]
    above = [
        (office, one["at"])
        for one in documents.noted
        if one["item_id"] == item_id and not one["digest"] and one["decision_id"] is None
        for office in one.get("told_offices", ())
        if office in ABOVE
    ]
    for office, at in (*mails, *above):
        last[office] = max(at, last.get(office, at))
    for role, sent_at in last.items():
        of = {"item_id": item_id, "role": role}
        yield Sample("aksi_troubled_item_told_timestamp_seconds", of, sent_at.timestamp())


def decided(documents: Documents) -> Iterator[Sample]:
    """Decisions by who has to do them, and how long those on red items took."""
    first: dict[tuple[str, datetime], Document] = {}
    for one in documents.decisions:
        state = _state(one)
        ends = end_of(date.fromisoformat(one["due"]), ZoneInfo(one["time_zone"]))
        is_overdue = state == "open" and ends <= documents.at
        for counted in STATES:
            of = {"region": one["region"], "agency": one["owner"], "state": counted}
            is_one = counted == state or (counted == "overdue" and is_overdue)
            yield Sample("aksi_decisions", of, is_one)
        if one["red_since"] is not None and state != "withdrawn":
            red = (one["item_id"], one["red_since"])
            first[red] = min(one, first.get(red, one), key=_decided_at)
    for (_, since), one in first.items():
        of = {"region": one["region"], "agency": one["agency"]}
        seconds = (_decided_at(one) - since).total_seconds()
        yield Sample("aksi_troubles_decided", of)
        yield Sample("aksi_trouble_to_decision_seconds", of, max(0.0, seconds))


def _state(decision: Document) -> str:
    """What its acts leave it at: taking back takes back the last of them."""
    left: list[str] = []
    for act in decision["acts"]:
        if act["action"] == "taken_back":
            left.pop()
        else:
            left.append(act["action"])
    return {"done": "done", "decided": "open"}[left[-1]] if left else "withdrawn"


def _decided_at(decision: Document) -> datetime:
    at: datetime = decision["acts"][0]["at"]
    return at


def curve(items: Sequence[OneItem], at: datetime) -> Iterator[Sample]:
    """Of the present year's months what is planned for their ends, and of those that are over what
    reports about days up to them say.
    """
    by_region: dict[str, list[OneItem]] = defaultdict(list)
    for one in items:
        by_region[one.plan["region"]].append(one)
    for region, its in by_region.items():
        zone, counting = its[0].zone, [one for one in its if not one.cancelled]
        yield Sample("aksi_curve_weight", {"region": region}, sum(one.weight for one in counting))
        year = at.astimezone(zone).year
        for month in range(1, 13) if any(one.weight for one in counting) else ():
            day = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
            ends = end_of(day, zone).astimezone(UTC)
            of = {"region": region, "month": f"{year}-{month:02}"}
            for one in counting:
                planned = one.weight * one.planned_at(ends) / 100
                yield Sample("aksi_curve_weight_planned", of, planned)
                if ends <= at:
                    done = one.weight * one.done_until(day) / 100
                    yield Sample("aksi_curve_weight_done", of, done)
