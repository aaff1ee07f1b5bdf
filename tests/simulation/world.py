"""What has been heard, and the region's days and offices by it. Of the contracts alone."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from contracts.agency_published import AgencyPublished
from contracts.calendar import Calendar, PeriodKind, PeriodRule
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
        self.began: dict[str, date] = {}
        """The day on which a region's first item came."""

    def hear(self, fact: Event, now: datetime) -> set[str]:
        """The subjects of which something was heard by it."""
        match fact:
            case PlanItemPublished():
                self._newest(self.plans, fact.item_id, fact, "version")
                self.began.setdefault(fact.region, self.day(fact.region, now))
            case StatusChanged():
                self._newest(self.statuses, fact.item_id, fact, "seq")
            case ProgressRecorded():
                self.reports[fact.item_id].setdefault(fact.report_id, fact)
            case EvidenceAdded():
                self.with_file.add(fact.item_id)
            case CouncilDecided():
                self.decisions[f"decision/{fact.decision_id}"][fact.number] = fact
                return {f"decision/{fact.decision_id}"}
            case AgencyPublished():
                self._newest(self.agencies, fact.agency, fact, "version")
                return set()
            case CalendarPublished():
                self._newest(self.calendars, fact.region, fact, "version")
                return set(self.subjects())
        return {fact.key()}

    @staticmethod
    def _newest(known: dict[str, Any], key: str, fact: Event, number: str) -> None:
        if key not in known or getattr(fact, number) > getattr(known[key], number):
            known[key] = fact

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
                for contacts in (one.contacts, one.higher_contacts):
                    found |= {each.email.lower() for each in contacts if str(each.role) == office}
        return found
