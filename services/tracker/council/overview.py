"""What the council sees at an instant. Pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from contracts.calendar import Period
from contracts.words import Kind, Status
from tracker.as_of.as_of import Basis
from tracker.bands.view import InBand
from tracker.council.s_curve import CurvePoint
from tracker.decisions.decision import Decision, DecisionState
from tracker.decisions.query import DecisionFilter
from tracker.decisions.trouble import TROUBLED, red_days
from tracker.items.item import Item
from tracker.periods.service_level import Measures
from tracker.status.rule_set import RuleSet
from tracker.summary.sums import Sums, merged

BY = ("pillar", "agency", "kind")
"""By what the items of an overview are summed."""


class District(NamedTuple):
    """Items of a kecamatan; `troubled` of them are late or critical."""

    name: str
    items: int
    troubled: int
    weight: float
    weight_done: float
    weight_planned: float


def together(name: str, parts: Sequence[District]) -> District:
    """Districts as one, such as an area that consists of them."""
    numbers = [sum(values) for values in zip(*(part[1:] for part in parts), strict=True)]
    return District(name, *numbers) if numbers else District(name, 0, 0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Reported:
    """How much of what was due is there, for the period that was over last."""

    period: Period
    measures: Measures


@dataclass(frozen=True)
class Overview:
    """Sums of the items that match, the worst of them, and how much of it to believe."""

    at: datetime
    basis: Basis | None
    """What counts of a past instant; None for now."""
    zone: ZoneInfo
    groups: Mapping[tuple[str, ...], Sums]
    """By `BY`."""
    worst: Sequence[Item]
    curve: Sequence[CurvePoint]
    """Empty for what could be known at an instant of the past."""
    districts: Sequence[District]
    bands: Counter[InBand]
    reported: Reported | None
    """By event what has come by now on the period that was over last then, by arrival what had come
    by then. None without a calendar, and where only some of what was due was asked for.
    """
    to_look_at: int | None
    """Reports to be looked at; None where they are not counted by what was asked for, and for the
    past.
    """
    red_since: Mapping[str, datetime]
    """Of the worst, from when each has been late or critical."""
    decided: Mapping[str, Decision]
    """Of the worst, the last decision on each that was not withdrawn."""
    decisions: Counter[DecisionFilter] | None
    """How many there are on what was asked for; None where they are not known by it, and for the
    past, of which neither of these is told.
    """

    @cached_property
    def total(self) -> Sums:
        """All of them."""
        return merged(self.groups.values())

    @cached_property
    def quick_wins(self) -> Sums:
        """The quick wins among them."""
        return merged(s for (_, _, kind), s in self.groups.items() if kind == Kind.QUICK_WIN)

    def by(self, field: str) -> Mapping[str, Sums]:
        """Their sums by one of `BY`, in the order of its values."""
        parts: dict[str, list[Sums]] = defaultdict(list)
        place = BY.index(field)
        for key, sums in self.groups.items():
            parts[key[place]].append(sums)
        return {value: merged(parts[value]) for value in sorted(parts)}

    @property
    def today(self) -> date:
        """The region's day."""
        return self.at.astimezone(self.zone).date()

    def days_late(self, item: Item) -> int:
        """Whole days since its due day; 0 where that is not over."""
        return max(0, (self.today - item.plan.due).days)

    def days_red(self, item: Item) -> int:
        """For how many days it has been late or critical, the first and today included."""
        since = self.red_since.get(item.item_id)
        return red_days(since, self.at, self.zone) if since else 0

    def answer(self, item: Item) -> Decision | None:
        """The decision on what it is: one that is open, or that was made since it is so."""
        found, since = self.decided.get(item.item_id), self.red_since.get(item.item_id)
        if found is None or found.state is DecisionState.OPEN:
            return found
        return found if since is not None and found.made.at >= since else None


def with_today(curve: Sequence[CurvePoint], today: date, total: Sums) -> Sequence[CurvePoint]:
    """The curve with today's point as the sums have it: both are shown side by side."""
    planned, actual = total.weight_planned, total.weight_done
    money = percent_of(total.budget_realised, total.budget)
    return [
        CurvePoint(
            today,
            100 * planned / total.weight,
            100 * actual / total.weight,
            None if one.money is None else money,
        )
        if one.day == today and one.actual is not None and total.weight
        else one
        for one in curve
    ]


def percent_of(part: float, whole: float) -> float | None:
    """A part in percent; None of nothing."""
    return 100 * part / whole if whole else None


def troubled(sums: Sums) -> int:
    """How many items are late or critical."""
    return sum(sums.by_status[status] for status in TROUBLED)


def verdict(sums: Sums, rules: RuleSet) -> Status | None:
    """Whether all together is on plan, by the limits that hold for one item; None without weight.
    Of many items none is late or done as a whole.
    """
    if not sums.weight:
        return None
    planned = 100 * sums.weight_planned / sums.weight
    behind = planned - 100 * sums.weight_done / sums.weight
    if behind > rules.limit_at(planned).behind_by:
        return Status.CRITICAL
    return Status.BEHIND if behind > rules.tolerance else Status.ON_TRACK
