"""Items of a random quarter: planned anew, flapping, reported on, done, proved or not."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from contracts.evidence_added import EvidenceAdded
from contracts.plan_item_published import PlanItemPublished
from contracts.progress_recorded import ProgressRecorded
from contracts.status_changed import StatusChanged
from tests.simulation.pen import A_DAY, A_SECOND, DAYS, FIRST, ZONE, Pen

STATUSES = ("late", "critical", "on_track", "behind", "late", "critical", "done", "not_started")
PILLARS = ("governance", "society", "economy", "branding", "living", "environment")


class Items:
    """Draws items."""

    def __init__(self, pen: Pen) -> None:
        self.pen = pen

    def draw(self, item: str) -> None:
        """All that is heard of one."""
        dice = self.pen.dice
        due = FIRST + dice.randrange(-20, DAYS + 10) * A_DAY
        plan: dict[str, Any] = {
            "item_id": item,
            "version": 1,
            "region": "kukar",
            "time_zone": "Asia/Makassar",
            "pillar": dice.choice(PILLARS),
            "kind": dice.choice(["quick_win", "quick_win", "action"]),
            "title": item,
            "agency": dice.choice(self.pen.codes),
            "start": due - dice.choice([5, 40, 120, 250]) * A_DAY,
            "due": due,
            "budget": dice.choice([0, 1_000_000]),
            "weight": dice.choice([1.0, 2.0, 3.5]),
        }
        at = self.pen.at(most=dice.choice([timedelta(minutes=10), 50 * A_DAY]))
        self.pen.say(at, PlanItemPublished.model_validate(plan))
        self._statuses(item, plan, at)
        self._reports(item, plan, at)
        for _ in range(dice.choice([0, 0, 1, 2, 4])):
            at = self.pen.at(after=at, most=dice.choice([timedelta(hours=20), 40 * A_DAY]))
            plan = self._replanned(plan)
            self.pen.say(at, PlanItemPublished.model_validate(plan))
        for _ in range(dice.choice([0, 0, 1])):
            self._evidence(item, plan, self.pen.at(after=at))
        for _ in range(dice.choice([0, 1, 2])):
            rules = [rule["rule"] for rule in self.pen.quarter.policy["rules"]]
            self.pen.answer(dice.choice(rules), item, self.pen.at())

    def _replanned(self, plan: dict[str, Any]) -> dict[str, Any]:
        dice = self.pen.dice
        change: dict[str, Any] = dice.choice(
            [
                {"due": max(plan["due"] + dice.randrange(-15, 30) * A_DAY, plan["start"])},
                {"agency": dice.choice(self.pen.codes)},
                {"cancelled": not plan.get("cancelled", False)},
                {"kind": dice.choice(["quick_win", "action"])},
                {"weight": dice.choice([1.0, 2.0]), "budget": dice.choice([0, 500_000, 2_000_000])},
                {"due": plan["due"] + A_DAY, "agency": dice.choice(self.pen.codes)},
            ]
        )
        return {**plan, **change, "version": plan["version"] + 1}

    def _gaps(self) -> Iterator[timedelta]:
        """Between status changes: of days, or of an item that flaps."""
        dice = self.pen.dice
        for _ in range(dice.choice([1, 2, 5, 12])):
            yield dice.choice([timedelta(minutes=3), timedelta(hours=12), 3 * A_DAY, 30 * A_DAY])

    def _statuses(self, item: str, plan: dict[str, Any], at: datetime) -> None:
        dice, last = self.pen.dice, at
        for seq, gap in enumerate(self._gaps(), start=1):
            at = self.pen.at(after=at, most=gap)
            happened = at
            if dice.random() < 0.1:  # it took a while until it was heard
                happened = max(last + A_SECOND, at - dice.choice([1, 60, 3000, 90_000]) * A_SECOND)
            last = happened
            to = dice.choice(STATUSES)
            self.pen.say(at, self._status(item, plan, seq, to, happened))
            if to in ("late", "critical") and dice.random() < 0.35:
                action = {"late": "action_late", "critical": "action_critical"}[to]
                self.pen.answer(to if plan["kind"] == "quick_win" else action, item, at)
            if dice.random() < 0.1:  # a day later to the second, or nearly
                at += A_DAY + dice.choice([-1, 0, 1, -2]) * A_SECOND

    def _status(
        self, item: str, plan: dict[str, Any], seq: int, to: str, at: datetime
    ) -> StatusChanged:
        kept = {name: plan[name] for name in ("region", "time_zone", "pillar", "kind", "title")}
        raw = {
            **kept,
            "item_id": item,
            "seq": seq,
            "to": to,
            "rule": "simulated",
            "at": at,
            "since": at,
            "planned_percent": 50.0,
            "actual_percent": 40.0,
            "deviation": -10.0,
            "agency": plan["agency"],
            "due": plan["due"],
            "done_at": at.date() if to == "done" else None,
        }
        return StatusChanged.model_validate(raw)

    def _reports(self, item: str, plan: dict[str, Any], at: datetime) -> None:
        dice, percent = self.pen.dice, 0.0
        for number in range(dice.choice([0, 2, 5])):
            at = self.pen.at(after=at, most=35 * A_DAY)
            percent = min(100.0, max(0.0, percent + dice.choice([0, 0, 10, 25, -5])))
            spent = dice.choice([None, 0, 300_000, 900_000])
            as_of = at.astimezone(ZONE).date() - dice.randrange(0, 40) * A_DAY
            raw = {
                "report_id": f"{item}/{number}",
                "item_id": item,
                "region": "kukar",
                "agency": plan["agency"],
                "as_of": as_of,
                "submitted_at": at,
                "received_at": at,
                "physical_percent": percent,
                "budget_realised": spent or 0,
                "budget_stated": spent is not None,
                "corrects": f"{item}/{number - 1}" if number and dice.random() < 0.2 else "",
                "source": "http",
            }
            self.pen.say(at, ProgressRecorded.model_validate(raw))

    def _evidence(self, item: str, plan: dict[str, Any], at: datetime) -> None:
        raw = {
            "item_id": item,
            "region": "kukar",
            "agency": plan["agency"],
            "sha256": "0" * 64,
            "size": 1,
            "media_type": "image/jpeg",
            "name": "foto.jpg",
            "added_at": at,
            "added_by": "pptk",
        }
        self.pen.say(at, EvidenceAdded.model_validate(raw))
