"""Whether a condition of docs/alerts.md holds of what has been heard. Written from that page and
the contracts alone.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from contracts.calendar import Period, PeriodKind
from contracts.progress_recorded import ProgressRecorded
from tests.simulation.world import World

Holding = Period | bool | None
"""Whether a condition holds; the period where it is about one."""


class Conditions:
    """The conditions of rules, each by the name that it has in a policy."""

    def __init__(self, world: World) -> None:
        self.world = world

    def holds(self, rule: dict[str, Any], subject: str, now: datetime) -> Holding:
        """Whether the rule's condition holds for a subject that it looks at."""
        world = self.world
        of_decisions = "decision_overdue" in rule["when"]
        if of_decisions != (subject in world.decisions) or not self._looks_at(rule, subject):
            return None
        if world.is_cancelled(subject):
            return None
        today = world.day(world.region(subject), now)
        names = [name for name in rule["when"] if name != "period"]
        found = [getattr(self, name)(subject, rule["when"][name], rule, today) for name in names]
        return found[0] if found[0] else None

    def _looks_at(self, rule: dict[str, Any], subject: str) -> bool:
        narrowed = rule.get("for") or {}
        if self.world.agency(subject) not in narrowed.get("agencies", [self.world.agency(subject)]):
            return False
        if subject in self.world.decisions:
            return "kinds" not in narrowed and "pillars" not in narrowed
        item = self.world.plans[subject]
        return (
            item.kind in narrowed.get("kinds", [item.kind])
            and item.pillar in narrowed.get("pillars", [item.pillar])
            and item.weight >= narrowed.get("least_weight", 0)
        )

    def status(self, item: str, wanted: list[str], rule: Any, today: date) -> bool:
        return item in self.world.statuses and self.world.statuses[item].to_status in wanted

    def days_late(self, item: str, wanted: int, rule: Any, today: date) -> bool:
        begun = (today - self.world.due(item)).days
        return self.status(item, ["late"], rule, today) and begun >= wanted

    def due_within(self, item: str, wanted: int, rule: Any, today: date) -> bool:
        plan = self.world.plans[item]
        if self.world.is_done(item) or not plan.start <= today <= plan.due:
            return False
        return self.world.working_days(plan.region, today, plan.due) <= wanted

    def decision_overdue(self, subject: str, wanted: bool, rule: Any, today: date) -> bool:
        return not self.world.is_done(subject) and self.world.due(subject) < today

    def done_without_evidence(self, item: str, wanted: bool, rule: Any, today: date) -> bool:
        return self.world.is_done(item) and item not in self.world.with_file

    # --- about reports

    def _counting(self, item: str) -> list[ProgressRecorded]:
        """The reports that count, the newest last."""
        reports = self.world.reports[item].values()
        corrected = {report.corrects for report in reports}
        counting = [report for report in reports if report.report_id not in corrected]
        return sorted(counting, key=lambda report: (report.as_of, report.submitted_at))

    def fell(self, item: str, wanted: bool, rule: Any, today: date) -> bool:
        counting = self._counting(item)
        if self.world.is_done(item) or len(counting) < 2:
            return False
        return counting[-1].physical_percent < counting[-2].physical_percent

    def scissors(self, item: str, wanted: float, rule: Any, today: date) -> bool:
        counting, budget = self._counting(item), self.world.plans[item].budget
        if self.world.is_done(item) or not counting or not budget:
            return False
        spent = counting[-1].stated_budget
        if spent is None:
            return False
        return abs(counting[-1].physical_percent - spent / budget * 100) > wanted

    # --- about periods

    def _ended(self, item: str, rule: Any, today: date) -> Iterator[Period]:
        """The counted periods of the rule's kind that ended before today, the latest first."""
        calendar = self.world.calendar(self.world.plans[item].region)
        kind = PeriodKind(rule["when"].get("period", "month"))
        if calendar.rule(kind):
            yield from (one for one in calendar.periods_of(kind, today) if one.last < today)

    def _last_day(self, item: str, period: Period) -> date:
        """Of the agency's extension, of the window, or of on time if it has no end."""
        plan = self.world.plans[item]
        calendar = self.world.calendar(plan.region)
        for one in calendar.extensions:
            if (one.agency, one.kind, one.first) == (plan.agency, period.kind, period.first):
                return one.until
        return calendar.open_until(period) or calendar.on_time_until(period)

    def _is_missing(self, item: str, period: Period) -> bool:
        """Whether a report on the period is expected and has not come."""
        if self.world.is_done(item) or self.world.plans[item].start > period.last:
            return False
        return not any(period.first <= one.as_of <= period.last for one in self._counting(item))

    def window_closes_within(self, item: str, wanted: int, rule: Any, today: date) -> Holding:
        period = next(self._ended(item, rule, today), None)
        if period is None or not self._is_missing(item, period):
            return None
        last = self._last_day(item, period)
        left = self.world.working_days(self.world.plans[item].region, today, last)
        return period if today <= last and left <= wanted else None

    def window_closed(self, item: str, wanted: bool, rule: Any, today: date) -> Holding:
        ended = self._ended(item, rule, today)
        period = next((one for one in ended if self._last_day(item, one) < today), None)
        return period if period and self._is_missing(item, period) else None

    def no_progress_periods(self, item: str, wanted: int, rule: Any, today: date) -> bool:
        plan = self.world.plans[item]
        calendar = self.world.calendar(plan.region)
        ended = self._ended(item, rule, today)
        past = [one for one in ended if calendar.on_time_until(one) < today]
        if self.world.is_done(item) or len(past) < wanted or plan.start > past[wanted - 1].first:
            return False
        first, last = past[wanted - 1].first, past[0]
        counting = [one for one in self._counting(item) if one.as_of <= last.last]
        if not counting or counting[-1].as_of < last.first:
            return False
        before = [one.physical_percent for one in counting if one.as_of < first]
        return counting[-1].physical_percent <= (before[-1] if before else 0)
