"""Episodes as far as mailing asks for them, and notices of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, cast

from chassis.mongo.unit_of_work import UnitOfWork
from contracts.words import Kind, Pillar, Status
from notifier.alerting.alert import Alert
from notifier.alerting.facts import Facts
from notifier.alerting.repository import AlertRepository
from notifier.delivery.delivery import Delivery, new_delivery
from tests.unit.notifier.given import DOMAIN, START

HEAD, TEAM = "kepala@kominfo.example", "tim@kukarkab.example"


@dataclass(frozen=True)
class Episode:
    id: str
    facts: Facts
    open: bool = True
    since: datetime = START


@dataclass
class Episodes(AlertRepository):
    """Those there are, and which were to be looked at again."""

    by_id: dict[str, Episode] = field(default_factory=dict)
    woken: list[str] = field(default_factory=list)

    async def alerts(
        self, alert_ids: Collection[str], unit: UnitOfWork | None = None
    ) -> Sequence[Alert]:
        return [cast(Alert, self.by_id[one]) for one in alert_ids if one in self.by_id]

    def wake(self, unit: UnitOfWork, alert_ids: Collection[str], now: datetime) -> None:
        self.woken += alert_ids

    def open(self, item: str = "QW-01", rule: str = "late", **facts: Any) -> str:
        alert_id = f"{rule}:{item}:1"
        self.by_id.setdefault(alert_id, Episode(alert_id, facts_of(item, **facts)))
        return alert_id

    def close(self, alert_id: str, **facts: Any) -> None:
        was = self.by_id[alert_id]
        self.by_id[alert_id] = replace(was, open=False, facts=replace(was.facts, **facts))


def facts_of(item: str = "QW-01", **more: Any) -> Facts:
    """A quick win that became late on 21 November 2026, of which a report was heard."""
    raw: dict[str, Any] = {
        "item_id": item,
        "title": "Layanan kependudukan daring",
        "region": "kukar",
        "agency": "DISKOMINFO",
        "time_zone": "Asia/Makassar",
        "due": date(2026, 11, 21),
        "kind": "quick_win",
        "pillar": "governance",
        "to_status": "late",
        "planned_percent": 100.0,
        "actual_percent": 72.5,
        "deviation": -27.5,
        "last_report": date(2026, 10, 31),
        "reports": 3,
    }
    found = Facts(**{**raw, **more})
    return replace(
        found,
        kind=Kind(found.kind) if found.kind else None,
        pillar=Pillar(found.pillar) if found.pillar else None,
        to_status=Status(found.to_status) if found.to_status else None,
    )


def a_notice(item: str = "QW-01", email: str = HEAD, **more: Any) -> Delivery:
    """That an item is late, to a head; due at once."""
    rule = more.pop("rule", "late")
    now = more.pop("now", START)
    named = {
        "alert_id": f"{rule}:{item}:1",
        "rule": rule,
        "item_id": item,
        "region": "kukar",
        "agency": "DISKOMINFO",
        "episode": 1,
        "step": "1",
        "message": rule,
        "office": "head",
        "name": "Kepala Diskominfo",
        "email": email,
        "counts_from": now,
        "send_at": now,
        "now": now,
        "domain": DOMAIN,
    }
    return new_delivery(**{**named, **more})
