"""One item, counted from its plan and its reports as one would on paper. Nothing of the services is
used: what they compute is what is to be proved.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.proof.documents import Document

SERVICES = Path(__file__).parents[2] / "services"
STEPS = ("recorded", "verified", "signed")
PROOF = json.loads((SERVICES / "tracker/evidence/proof_rules.json").read_text(encoding="utf-8"))
SCHEMES = json.loads((SERVICES / "tracker/bands/schemes.json").read_text(encoding="utf-8"))
OVER = ("not_started", "done", "cancelled")
"""Of these nothing is to be reported."""
FRESH = timedelta(days=35)


def begin_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    return begin_of(day + timedelta(days=1), zone)


class OneItem:
    """An item's figures at an instant."""

    def __init__(self, row: Document, reports: Sequence[Document], at: datetime) -> None:
        self.row, self.plan, self.at = row, row["plan"], at
        self.zone = ZoneInfo(self.plan["time_zone"])
        self.status: str = row["status"]
        self.cancelled: bool = self.plan.get("cancelled", False)
        self.weight: float = self.plan["weight"]
        self.budget: int = self.plan["budget"]
        self._reports = reports
        self.counting = self._reached(row.get("counts_from") or STEPS[0])
        self.latest = self.counting[-1] if self.counting else None
        self.done: float = self.latest["physical_percent"] if self.latest else 0.0

    def labels(self, *names: str) -> tuple[str, ...]:
        """Values of fields of the plan."""
        return tuple(str(self.plan[name]) for name in names)

    def _reached(self, step: str, until: date = date.max) -> list[Document]:
        """Reports that passed a step and are corrected by none that did, the latest last."""
        least = STEPS.index(step)
        those = [
            one
            for one in self._reports
            if STEPS.index((one.get("review") or {}).get("reached", STEPS[0])) >= least
        ]
        gone = {one.get("corrected") for one in those}
        counting = [
            one
            for one in those
            if one["_id"] not in gone and date.fromisoformat(one["as_of"]) <= until
        ]
        return sorted(counting, key=lambda one: (one["as_of"], one["submitted_at"], one["_id"]))

    def reached(self, step: str) -> float:
        """Percent by the reports that passed a step."""
        those = self._reached(step)
        return those[-1]["physical_percent"] if those else 0.0

    def done_until(self, day: date) -> float:
        """Percent by the reports about days up to one."""
        those = self._reached(self.row.get("counts_from") or STEPS[0], day)
        return those[-1]["physical_percent"] if those else 0.0

    @property
    def due(self) -> datetime:
        """When its last day has ended."""
        return end_of(date.fromisoformat(self.plan["due"]), self.zone)

    def _corners(self) -> list[tuple[datetime, float]]:
        ends = self.due
        start = date.fromisoformat(self.plan["start"])
        corners = [(min(begin_of(start, self.zone), ends - timedelta(milliseconds=1)), 0.0)]
        reached = 0.0
        milestones = [(one["due"], one["weight"]) for one in self.plan.get("milestones", ())]
        for day, weight in sorted(milestones):
            reached = min(100.0, reached + weight)
            when = end_of(date.fromisoformat(day), self.zone)
            if corners[-1][0] < when < ends:
                corners.append((when, reached))
            elif when == corners[-1][0] and len(corners) > 1:
                corners[-1] = (when, reached)
        return [*corners, (ends, 100.0)]

    def planned_at(self, instant: datetime) -> float:
        """Planned percent."""
        corners = self._corners()
        if instant < corners[0][0]:
            return 0.0
        for (t0, p0), (t1, p1) in pairwise(corners):
            if instant < t1:
                return p0 + (p1 - p0) * ((instant - t0) / (t1 - t0))
        return 100.0

    @property
    def planned(self) -> float:
        """Planned percent now."""
        return self.planned_at(self.at)

    @property
    def proven(self) -> float:
        """Percent that has the evidence asked for, or of which none is asked."""
        if self.latest is None:
            return 0.0
        rule = PROOF["regions"].get(self.plan["region"], PROOF["default"])
        if self.done < rule["from_percent"] and self.plan["kind"] not in rule["kinds"]:
            return self.done
        that_may_have = {self.latest["_id"]}
        run: list[Document] = []
        for one in self.counting:
            run = [*run, one] if one["physical_percent"] >= 100 else []
        that_may_have |= {one["_id"] for one in run[:1]}
        return self.done if that_may_have & set(self.row.get("proof") or ()) else 0.0

    @property
    def spent(self) -> int:
        """Rupiah, as its sub kegiatan say or a report for a later day."""
        stated = [one for one in self.counting if one.get("budget_stated", True)]
        said = stated[-1] if stated else None
        funding = self.row.get("funding")
        if funding and (said is None or funding["as_of"] >= said["as_of"]):
            return int(funding["spent"])
        return int(said["budget_realised"]) if said else 0

    @property
    def heard_at(self) -> datetime | None:
        """When a report last came, since its agency has it."""
        last = max((one["received_at"] for one in self._reports), default=None)
        had_since = self.row.get("had_since")
        return last if last and (had_since is None or last >= had_since) else None

    @property
    def begins(self) -> datetime:
        """From when on something is planned."""
        return next(t0 for (t0, p0), (_, p1) in pairwise(self._corners()) if p1 > p0)

    @property
    def owes_since(self) -> datetime:
        """From when on its agency has something to report."""
        had_since: datetime | None = self.row.get("had_since")
        return max(self.begins, had_since) if had_since else self.begins

    @property
    def has_old_figure(self) -> bool:
        """Whether it is under way since before the last days and says nothing of them, whoever has
        it.
        """
        since = self.at - FRESH
        told = self.latest["as_of"] if self.latest else ""
        is_under_way = self.status not in OVER and self.begins < since
        return bool(is_under_way and told < since.astimezone(self.zone).date().isoformat())

    def band(self, scheme: dict[str, Any]) -> str | None:
        """Its band by a scheme; None where nothing is planned yet."""
        planned, behind = self.planned, self.planned - self.done
        if self.cancelled or planned <= 0:
            return None
        measured = round(
            {
                "points_behind": behind,
                "achievement_percent": 100 * self.done / planned,
                "gap_percent": 100 * behind / planned,
            }[scheme["measure"]],
            6,
        )
        for band in scheme["bands"]:
            if (
                measured >= band.get("from", measured)
                and (measured > band["above"] if "above" in band else True)
                and measured <= band.get("up_to", measured)
                and (measured < band["below"] if "below" in band else True)
                and planned <= band.get("planned_up_to", planned)
                and (planned > band["planned_above"] if "planned_above" in band else True)
            ):
                return str(band["band"])
        return None
