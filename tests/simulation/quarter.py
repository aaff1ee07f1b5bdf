"""A quarter drawn at random: everything that a notifier may hear in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from contracts.agency_published import AgencyPublished
from contracts.calendar_published import CalendarPublished
from contracts.council_decided import CouncilDecided
from contracts.event import Event
from contracts.evidence_added import EvidenceAdded
from contracts.plan_item_published import PlanItemPublished
from contracts.progress_recorded import ProgressRecorded
from contracts.status_changed import StatusChanged
from tests.simulation import policies
from tests.simulation.words import Answer, Policy, Refusing, Timed

ZONE = ZoneInfo("Asia/Makassar")
FIRST = date(2026, 9, 28)
DAYS = 95
A_SECOND, A_DAY = timedelta(seconds=1), timedelta(days=1)
CLOCKS = ("00:00:01", "23:59:59", "06:59:59", "07:00:01", "18:58:30", "18:59:30", "19:00:01")
"""Shortly before and after the hours of a policy."""
STATUSES = ("late", "critical", "on_track", "behind", "late", "critical", "done", "not_started")
ROLES = ("officer", "verifier", "head")
PILLARS = ("governance", "society", "economy", "branding", "living", "environment")


@dataclass
class Quarter:
    """What a policy, and what the notifier hears of it."""

    policy: Policy
    facts: list[Timed] = field(default_factory=list)
    refusing: list[Refusing] = field(default_factory=list)

    @property
    def until(self) -> datetime:
        """When it ends: late enough that nothing is left to be told soon."""
        return _instant(FIRST + (DAYS + 40) * A_DAY, "12:00")


def _instant(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=ZONE).astimezone(UTC)


def backlog(quarter: Quarter, gap: timedelta) -> Quarter:
    """The same, heard of items and decisions only once in so long: much at one instant."""
    first = datetime(2026, 1, 1, 0, 0, 7, tzinfo=UTC)
    facts = [
        timed
        if isinstance(timed.fact, Answer | AgencyPublished | CalendarPublished)
        else Timed(timed.at - (timed.at - first) % -gap, timed.fact)
        for timed in quarter.facts
    ]
    return replace(quarter, facts=sorted(facts, key=lambda timed: timed.at))


def quarter(seed: int, items: int, **changes: Any) -> Quarter:
    """The quarter of a seed: the same for the same. `changes` are of Kukar's own policy; without
    them the policy is drawn, too.
    """
    dice = Random(seed)
    policy = policies.kukar(**changes) if changes else policies.drawn(dice, FIRST, DAYS)
    return Drawing(dice, Quarter(policy), items).draw()


class Drawing:
    """Draws the facts of a quarter."""

    def __init__(self, dice: Random, quarter: Quarter, items: int) -> None:
        self.dice, self.quarter, self.items = dice, quarter, items
        self.codes = [f"DINAS-{number}" for number in range(1, max(3, items // 10) + 1)]
        self.taken: set[datetime] = set()
        self.grace = A_SECOND * quarter.policy["grace_seconds"]

    def draw(self) -> Quarter:
        """The quarter."""
        self._calendars()
        self._agencies()
        for number in range(self.items):
            self._item(f"QW-{number:03}")
        for number in range(max(1, self.items // 6)):
            self._decision(f"D-{number}")
        self._refusing()
        end = _instant(FIRST + DAYS * A_DAY, "12:00")
        facts = [timed for timed in self.quarter.facts if timed.at < end]
        self.quarter.facts = sorted(facts, key=lambda timed: timed.at)
        return self.quarter

    # --- instants

    def at(self, after: datetime | None = None, most: timedelta = DAYS * A_DAY) -> datetime:
        """A free instant of the quarter, soon after another; often near an hour that matters."""
        dice, start = self.dice, _instant(FIRST, "08:00")
        base = max(after or start, start)
        found = base + A_SECOND * dice.randrange(1, max(2, int(most.total_seconds())))
        if most > A_DAY and dice.random() < 0.3:
            found = _instant(found.astimezone(ZONE).date(), dice.choice(CLOCKS))
        found = max(found, base + A_SECOND)
        while (
            found.second % 30 == 0 or found in self.taken
        ):  # then messages leave, and steps are due
            found += A_SECOND
        self.taken |= {found, found + self.grace}
        return found

    def say(self, at: datetime, fact: Event | Answer) -> None:
        """Something is heard then."""
        self.quarter.facts.append(Timed(at, fact))

    # --- what is not of one item

    def _calendars(self) -> None:
        dice = self.dice
        workdays = [FIRST + number * A_DAY for number in range(DAYS + 60)]
        off = set(dice.sample(workdays, dice.randrange(0, 9)))
        if dice.random() < 0.5:  # a long holiday
            first = dice.choice(workdays)
            off |= {first + number * A_DAY for number in range(6)}
        at = self.at(most=timedelta(minutes=1)) if dice.random() < 0.9 else self.at()
        rules = [
            {"kind": "month", "on_time_days": 5, "window_days": dice.choice([10, 7, None, 24])},
            {"kind": "quarter", "on_time_days": 10, "window_days": 15},
        ]
        raw: dict[str, Any] = {
            "region": "kukar",
            "version": 1,
            "time_zone": "Asia/Makassar",
            "begins": date(dice.choice([2026, 2026, 2025]), dice.choice([1, 7, 9]), 1),
            "periods": rules,
            "holidays": [{"day": day, "name": "Libur"} for day in sorted(off)],
        }
        self.say(at, CalendarPublished.model_validate(raw))
        for version in range(2, dice.randrange(2, 5)):
            at = self.at(after=at)
            today = at.astimezone(ZONE).date()
            off ^= {today + dice.randrange(4, 30) * A_DAY for _ in range(2)}
            raw |= {
                "version": version,
                "holidays": [{"day": day, "name": "Libur"} for day in sorted(off)],
            }
            if dice.random() < 0.5:
                raw["extensions"] = [self._extension(at)]
            self.say(at, CalendarPublished.model_validate(raw))

    def _extension(self, at: datetime) -> dict[str, Any]:
        today = at.astimezone(ZONE).date()
        last = today.replace(day=1) - A_DAY
        return {
            "agency": self.dice.choice(self.codes),
            "kind": "month",
            "first": last.replace(day=1),
            "until": today + self.dice.randrange(3, 20) * A_DAY,
            "reason": "Bencana",
            "granted_by": "bappeda",
            "granted_at": at,
        }

    def _spelled(self, address: str) -> str:
        return address.upper() if self.dice.random() < 0.1 else address

    def _address(self, role: str, code: str) -> str:
        """Of the office, or one that several offices share."""
        if self.dice.random() < 0.15:
            return self._spelled(f"bersama-{self.dice.randrange(2)}@kukar.example")
        number = self.dice.randrange(3)
        return self._spelled(f"{role}{number}@{code.lower()}.example")

    def _contacts(self, roles: tuple[str, ...], code: str) -> list[dict[str, str]]:
        return [
            {"role": role, "name": role, "email": self._address(role, code)}
            for role in roles
            for _ in range(self.dice.choice([0, 1, 1, 1, 1, 2]))
        ]

    def _agencies(self) -> None:
        for code in (*self.codes, "BAPPEDA", "SETDA"):
            at = self.at(most=timedelta(minutes=5))
            for version in range(1, self.dice.choice([2, 2, 3, 5])):
                roles = ("delivery_team",) if code == "BAPPEDA" else ROLES
                raw: dict[str, Any] = {
                    "agency": code,
                    "version": version,
                    "region": "kukar",
                    "name": code,
                    "contacts": self._contacts(roles, code),
                }
                if code == "SETDA":
                    raw["contacts"] = []
                    raw["higher_contacts"] = self._contacts(("secretary", "council"), code)
                self.say(at, AgencyPublished.model_validate(raw))
                at = self.at(after=at)

    def _refusing(self) -> None:
        agencies = [one for _, one in self.quarter.facts if isinstance(one, AgencyPublished)]
        addresses = {one.email.lower() for agency in agencies for one in agency.contacts}
        addresses |= {one.email.lower() for agency in agencies for one in agency.higher_contacts}
        for address in sorted(addresses):
            if self.dice.random() < 0.12:
                since = self.at()
                until = since + self.dice.choice([2, 20, 200]) * A_DAY
                self.quarter.refusing.append(Refusing(address, since, until))

    # --- decisions

    def _decision(self, name: str) -> None:
        at = self.at(most=30 * A_DAY)
        raw: dict[str, Any] = {
            "decision_id": name,
            "region": "kukar",
            "time_zone": "Asia/Makassar",
            "agency": self.dice.choice(self.codes),
            "owner": self.dice.choice(self.codes),
            "decision": "Percepat",
            "due": at.astimezone(ZONE).date() + self.dice.randrange(-3, 40) * A_DAY,
            "met_on": FIRST,
            "by": "sekretariat",
        }
        done = False
        for number in range(1, self.dice.randrange(2, 6)):
            action = "decided" if number == 1 else "taken_back" if done else "done"
            is_last = number > 1 and not done and self.dice.random() < 0.3
            action = "taken_back" if is_last else action
            done = action == "done"
            self.say(
                at,
                CouncilDecided.model_validate(
                    {**raw, "number": number, "action": action, "at": at}
                ),
            )
            if self.dice.random() < 0.5:
                self._answer("decision_overdue", f"decision/{name}", at)
            if is_last:
                return
            at = self.at(after=at, most=self.dice.choice([2, 30]) * A_DAY)

    # --- items

    def _item(self, item: str) -> None:
        dice = self.dice
        due = FIRST + dice.randrange(-20, DAYS + 10) * A_DAY
        plan: dict[str, Any] = {
            "item_id": item,
            "version": 1,
            "region": "kukar",
            "time_zone": "Asia/Makassar",
            "pillar": dice.choice(PILLARS),
            "kind": dice.choice(["quick_win", "quick_win", "action"]),
            "title": item,
            "agency": dice.choice(self.codes),
            "start": due - dice.choice([5, 40, 120, 250]) * A_DAY,
            "due": due,
            "budget": dice.choice([0, 1_000_000]),
            "weight": dice.choice([1.0, 2.0, 3.5]),
        }
        at = self.at(most=dice.choice([timedelta(minutes=10), 50 * A_DAY]))
        self.say(at, PlanItemPublished.model_validate(plan))
        self._statuses(item, plan, at)
        self._reports(item, plan, at)
        for _ in range(dice.choice([0, 0, 1, 2, 4])):
            at = self.at(after=at, most=dice.choice([timedelta(hours=20), 40 * A_DAY]))
            plan = self._replanned(plan)
            self.say(at, PlanItemPublished.model_validate(plan))
        for _ in range(dice.choice([0, 0, 1])):
            self._evidence(item, plan, self.at(after=at))
        for _ in range(dice.choice([0, 1, 2])):
            rules = [rule["rule"] for rule in self.quarter.policy["rules"]]
            self._answer(dice.choice(rules), item, self.at())

    def _replanned(self, plan: dict[str, Any]) -> dict[str, Any]:
        dice = self.dice
        change: dict[str, Any] = dice.choice(
            [
                {"due": max(plan["due"] + dice.randrange(-15, 30) * A_DAY, plan["start"])},
                {"agency": dice.choice(self.codes)},
                {"cancelled": not plan.get("cancelled", False)},
                {"kind": dice.choice(["quick_win", "action"])},
                {"weight": dice.choice([1.0, 2.0]), "budget": dice.choice([0, 500_000, 2_000_000])},
                {"due": plan["due"] + A_DAY, "agency": dice.choice(self.codes)},
            ]
        )
        return {**plan, **change, "version": plan["version"] + 1}

    def _gaps(self) -> Iterator[timedelta]:
        """Between status changes: of days, or of an item that flaps."""
        dice = self.dice
        for _ in range(dice.choice([1, 2, 5, 12])):
            yield dice.choice([timedelta(minutes=3), timedelta(hours=12), 3 * A_DAY, 30 * A_DAY])

    def _statuses(self, item: str, plan: dict[str, Any], at: datetime) -> None:
        dice, last = self.dice, at
        for seq, gap in enumerate(self._gaps(), start=1):
            at = self.at(after=at, most=gap)
            happened = at
            if dice.random() < 0.1:  # it took a while until it was heard
                happened = max(last + A_SECOND, at - dice.choice([1, 60, 3000, 90_000]) * A_SECOND)
            last = happened
            to = dice.choice(STATUSES)
            self.say(at, self._status(item, plan, seq, to, happened))
            if to in ("late", "critical") and dice.random() < 0.35:
                action = {"late": "action_late", "critical": "action_critical"}[to]
                self._answer(to if plan["kind"] == "quick_win" else action, item, at)
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
        dice, percent = self.dice, 0.0
        for number in range(dice.choice([0, 2, 5])):
            at = self.at(after=at, most=35 * A_DAY)
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
            self.say(at, ProgressRecorded.model_validate(raw))

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
        self.say(at, EvidenceAdded.model_validate(raw))

    # --- answers

    def _answer(self, rule: str, subject: str, after: datetime) -> None:
        dice = self.dice
        most = dice.choice([timedelta(seconds=50), timedelta(hours=9), 5 * A_DAY])
        at = self.at(after=after, most=most)
        today = at.astimezone(ZONE).date()
        kind = dice.choice(["acknowledge", "acknowledge", "silence", "hand_over"])
        until, office = None, ""
        if kind == "acknowledge" and dice.random() < 0.3:
            until = today
        if kind == "silence":
            until = today + dice.choice([0, 1, 4, 20, 100]) * A_DAY
        if kind == "hand_over":
            office = dice.choice(policies.OFFICES)
        self.say(at, Answer(rule, subject, kind, until, office))
