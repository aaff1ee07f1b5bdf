"""What has been heard, and whether a condition of docs/alerts.md holds then.

Written from docs/alerts.md and the contracts alone; it must know nothing of services/notifier.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from contracts.agency_published import AgencyPublished
from contracts.calendar import Calendar, Period, PeriodKind, PeriodRule
from contracts.calendar_published import CalendarPublished
from contracts.council_decided import CouncilDecided
from contracts.event import Event
from contracts.evidence_added import EvidenceAdded
from contracts.plan_item_published import PlanItemPublished
from contracts.progress_recorded import ProgressRecorded
from contracts.status_changed import StatusChanged
from contracts.words import DecisionAction, Status

OFFICES = ("officer", "verifier", "head", "delivery_team", "secretary", "council")
"""Each is the next one up of the one before it."""
OF_AN_AGENCY = OFFICES[:3]
A_DAY = timedelta(days=1)
NO_CALENDAR_YET = PeriodRule(kind=PeriodKind.MONTH, on_time_days=5)
Holding = Period | bool | None
"""Whether a condition holds; the period where it is about one."""


class World:
    """The newest of everything that was heard."""

    def __init__(self) -> None:
        self.plans: dict[str, PlanItemPublished] = {}
        self.statuses: dict[str, StatusChanged] = {}
        self.reports: dict[str, dict[str, ProgressRecorded]] = defaultdict(dict)
        self.with_file: set[str] = set()
        self.decisions: dict[str, dict[int, CouncilDecided]] = defaultdict(dict)
        self.agencies: dict[str, AgencyPublished] = {}
        self.calendars: dict[str, CalendarPublished] = {}

    def hear(self, fact: Event) -> set[str] | None:
        """The subjects of which something was heard by it; None: all of them."""
        match fact:
            case PlanItemPublished():
                return self._newest(self.plans, fact.item_id, fact, "version")
            case StatusChanged():
                return self._newest(self.statuses, fact.item_id, fact, "seq")
            case ProgressRecorded():
                self.reports[fact.item_id].setdefault(fact.report_id, fact)
                return {fact.item_id}
            case EvidenceAdded():
                self.with_file.add(fact.item_id)
                return {fact.item_id}
            case CouncilDecided():
                self.decisions[fact.decision_id][fact.number] = fact
                return {fact.decision_id}
            case AgencyPublished():
                self._newest(self.agencies, fact.agency, fact, "version")
                return set()
            case CalendarPublished():
                self._newest(self.calendars, fact.region, fact, "version")
                return None
        raise TypeError(fact)

    @staticmethod
    def _newest(known: dict[str, Any], key: str, fact: Event, number: str) -> set[str]:
        if key not in known or getattr(fact, number) > getattr(known[key], number):
            known[key] = fact
        return {key}

    # --- the region's days

    def zone(self, region: str) -> ZoneInfo:
        """The region's time zone: of its calendar, of a plan's item before it has one."""
        if region in self.calendars:
            return ZoneInfo(self.calendars[region].time_zone)
        items = (item for item in self.plans.values() if item.region == region)
        return ZoneInfo(next(items).time_zone) if self.plans else ZoneInfo("UTC")

    def calendar(self, region: str) -> Calendar:
        """The region's calendar; before it has one, Monday to Friday."""
        known = self.calendars.get(region)
        return known or Calendar(
            time_zone="UTC", begins=date(2100, 1, 1), periods=(NO_CALENDAR_YET,)
        )

    def day(self, region: str, now: datetime) -> date:
        """The region's day."""
        return now.astimezone(self.zone(region)).date()

    def instant(self, region: str, day: date, clock: str = "00:00") -> datetime:
        """When the region's clock shows that."""
        return datetime.combine(day, time.fromisoformat(clock), tzinfo=self.zone(region))

    def working_days(self, region: str, after: date, until: date) -> int:
        """How many working days follow a day until another, which is included."""
        calendar, count = self.calendar(region), 0
        while after < until:
            after += A_DAY
            count += calendar.is_workday(after)
        return count

    # --- subjects

    def subjects(self) -> list[str]:
        """Items of the plan and decisions."""
        return [*self.plans, *self.decisions]

    def decision(self, subject: str) -> CouncilDecided | None:
        """The newest of what became of a decision."""
        numbers = self.decisions.get(subject)
        return numbers[max(numbers)] if numbers else None

    def region(self, subject: str) -> str:
        """The region of a subject."""
        decision = self.decision(subject)
        return decision.region if decision else self.plans[subject].region

    def agency(self, subject: str) -> str:
        """The responsible agency; of a decision the one that has to do it."""
        decision = self.decision(subject)
        return decision.owner if decision else self.plans[subject].agency

    def due(self, subject: str) -> date:
        """The due day."""
        decision = self.decision(subject)
        return decision.due if decision else self.plans[subject].due

    def is_done(self, subject: str) -> bool:
        """Whether an item or a decision is done."""
        decision = self.decision(subject)
        if decision:
            return decision.action is DecisionAction.DONE
        return subject in self.statuses and self.statuses[subject].to_status is Status.DONE

    def is_cancelled(self, subject: str) -> bool:
        """Whether an item is cancelled, or a decision is taken back."""
        decision = self.decision(subject)
        if decision is None:
            status = self.statuses.get(subject)
            cancelled = status is not None and status.to_status is Status.CANCELLED
            return cancelled or self.plans[subject].cancelled
        before = self.decisions[subject].get(decision.number - 1)
        undone = before is not None and before.action is DecisionAction.DONE
        return decision.action is DecisionAction.TAKEN_BACK and not undone

    def holders(self, office: str, region: str, agency: str) -> set[str]:
        """The addresses of an office, in small letters."""
        found = set()
        for one in self.agencies.values():
            if one.region == region and (one.agency == agency or office not in OF_AN_AGENCY):
                contacts = (*one.contacts, *one.higher_contacts)
                found |= {each.email.lower() for each in contacts if str(each.role) == office}
        return found

    # --- conditions

    def holds(self, rule: dict[str, Any], subject: str, now: datetime) -> Holding:
        """Whether the rule's condition holds for a subject that it looks at."""
        of_decisions = "decision_overdue" in rule["when"]
        if of_decisions != (subject in self.decisions) or not self._looks_at(rule, subject):
            return None
        holding: Holding = True
        for name, wanted in rule["when"].items():
            if name != "period":
                found = getattr(self, f"_{name}")(subject, wanted, rule, self._today(subject, now))
                if not found:
                    return None
                holding = found if isinstance(found, Period) else holding
        return holding

    def _today(self, subject: str, now: datetime) -> date:
        return self.day(self.region(subject), now)

    def _looks_at(self, rule: dict[str, Any], subject: str) -> bool:
        narrowed = rule.get("for") or {}
        if "agencies" in narrowed and self.agency(subject) not in narrowed["agencies"]:
            return False
        if subject in self.decisions:
            return True
        item = self.plans[subject]
        return (
            item.kind in narrowed.get("kinds", [item.kind])
            and item.pillar in narrowed.get("pillars", [item.pillar])
            and item.weight >= narrowed.get("least_weight", 0)
        )

    def _status(self, item: str, wanted: list[str], rule: Any, today: date) -> bool:
        return item in self.statuses and self.statuses[item].to_status in wanted

    def _days_late(self, item: str, wanted: int, rule: Any, today: date) -> bool:
        begun = (today - self.due(item)).days
        return self._status(item, ["late"], rule, today) and begun >= wanted

    def _due_within(self, item: str, wanted: int, rule: Any, today: date) -> bool:
        plan = self.plans[item]
        if self.is_done(item) or self.is_cancelled(item) or not plan.start <= today <= plan.due:
            return False
        return self.working_days(plan.region, today, plan.due) <= wanted

    def _decision_overdue(self, subject: str, wanted: bool, rule: Any, today: date) -> bool:
        over = self.is_done(subject) or self.is_cancelled(subject)
        return wanted and not over and self.due(subject) < today

    def _counting(self, item: str) -> list[ProgressRecorded]:
        reports = self.reports[item].values()
        corrected = {report.corrects for report in reports}
        counting = [report for report in reports if report.report_id not in corrected]
        return sorted(counting, key=lambda report: (report.as_of, report.submitted_at))

    def _fell(self, item: str, wanted: bool, rule: Any, today: date) -> bool:
        counting = self._counting(item)
        if not wanted or len(counting) < 2:
            return False
        return counting[-1].physical_percent < counting[-2].physical_percent

    def _scissors(self, item: str, wanted: float, rule: Any, today: date) -> bool:
        counting, budget = self._counting(item), self.plans[item].budget
        if not counting or not budget:
            return False
        spent = counting[-1].budget_realised / budget * 100
        return abs(counting[-1].physical_percent - spent) > wanted

    def _done_without_evidence(self, item: str, wanted: bool, rule: Any, today: date) -> bool:
        return wanted and self.is_done(item) and item not in self.with_file

    # --- conditions about periods

    def _periods(self, item: str, rule: Any, until: date) -> Iterator[Period]:
        """The counted periods of the rule's kind that have ended before a day, latest first."""
        calendar, kind = self.calendar(self.plans[item].region), PeriodKind(rule["period"])
        if calendar.rule(kind):
            yield from (one for one in calendar.periods_of(kind, until) if one.last < until)

    def _last_day(self, item: str, period: Period) -> date:
        """Of the window, longer where the agency has an extension; of on time if it has no end."""
        plan = self.plans[item]
        calendar = self.calendar(plan.region)
        day = calendar.open_until(period)
        if day is None:
            return calendar.on_time_until(period)
        for longer in calendar.extensions:
            if (longer.agency, longer.kind, longer.first) == (
                plan.agency,
                period.kind,
                period.first,
            ):
                day = max(day, longer.until)
        return day

    def _is_missing(self, item: str, period: Period) -> bool:
        """Whether a report on the period is expected and has not come."""
        if self.is_done(item) or self.is_cancelled(item) or self.plans[item].start > period.last:
            return False
        return not any(period.first <= one.as_of <= period.last for one in self._counting(item))

    def _window_closes_within(self, item: str, wanted: int, rule: Any, today: date) -> Holding:
        period = next(self._periods(item, rule, today), None)
        if period is None or not self._is_missing(item, period):
            return None
        last = self._last_day(item, period)
        near = self.working_days(self.plans[item].region, today, last) <= wanted
        return period if today <= last and near else None

    def _window_closed(self, item: str, wanted: bool, rule: Any, today: date) -> Holding:
        over = (
            one for one in self._periods(item, rule, today) if self._last_day(item, one) < today
        )
        period = next(over, None)
        return period if wanted and period and self._is_missing(item, period) else None

    def _no_progress_periods(self, item: str, wanted: int, rule: Any, today: date) -> bool:
        plan = self.plans[item]
        if self.is_done(item) or self.is_cancelled(item) or plan.start > today:
            return False
        calendar = self.calendar(plan.region)
        past = [
            one for one in self._periods(item, rule, today) if calendar.on_time_until(one) < today
        ]
        if len(past) < wanted or plan.start >= past[wanted - 1].first:
            return False
        counting, first, last = self._counting(item), past[wanted - 1], past[0]
        before = [one.physical_percent for one in counting if one.as_of < first.first]
        within = [one for one in counting if first.first <= one.as_of <= last.last]
        if not within or within[-1].as_of < last.first:
            return False
        return within[-1].physical_percent <= (before[-1] if before else 0)
