"""What MongoDB holds, read as it is: whole collections, no aggregation."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from pymongo import MongoClient

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Documents:
    """Every document that a number on a board comes from."""

    items: Sequence[Document]
    reports: Sequence[Document]
    agencies: Sequence[Document]
    marks: Sequence[Document]
    calendars: Sequence[Document]
    plan_history: Sequence[Document]
    told: Sequence[Document]
    noted: Sequence[Document]
    decisions: Sequence[Document]
    alerts: Sequence[Document]
    deliveries: Sequence[Document]
    mailboxes: Sequence[Document]
    known_agencies: Sequence[Document]
    applied: Sequence[Document]
    planned: Sequence[Document]
    at: datetime

    @property
    def rules(self) -> Sequence[str]:
        """Names of the rules of alerts in force."""
        return [name for row in self.applied for name in row["rules"]]

    @cached_property
    def reports_of(self) -> Mapping[str, Sequence[Document]]:
        """The reports by item."""
        found: dict[str, list[Document]] = defaultdict(list)
        for report in self.reports:
            found[report["item_id"]].append(report)
        return found


def read(uri: str, now: datetime) -> Documents:
    """Everything, as of now."""
    client: MongoClient[dict[str, Any]] = MongoClient(uri, tz_aware=True)
    with client:
        tracker, notifier = client["tracker"], client["notifier"]
        return Documents(
            items=list(tracker["items"].find()),
            reports=list(tracker["reports"].find()),
            agencies=list(tracker["agencies"].find()),
            marks=list(tracker["report_marks"].find()),
            calendars=[row["calendar"] for row in tracker["calendars"].find()],
            plan_history=list(tracker["plan_history"].find()),
            told=list(tracker["alerts"].find()),
            noted=list(tracker["alert_notes"].find()),
            decisions=list(tracker["decisions"].find()),
            alerts=list(notifier["alerts"].find()),
            deliveries=list(notifier["deliveries"].find()),
            mailboxes=list(notifier["mailboxes"].find()),
            known_agencies=list(notifier["agencies"].find()),
            applied=list(notifier["applied"].find()),
            planned=list(client["planner"]["items"].find()),
            at=now,
        )
