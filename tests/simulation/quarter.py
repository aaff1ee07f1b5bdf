"""A quarter drawn at random: everything that a notifier may hear in it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from contracts.agency_published import AgencyPublished
from contracts.calendar_published import CalendarPublished
from contracts.council_decided import CouncilDecided
from contracts.status_changed import StatusChanged
from tests.simulation import policies
from tests.simulation.items import Items
from tests.simulation.pen import A_DAY, DAYS, FIRST, ZONE, Pen, Quarter, instant_of
from tests.simulation.words import Answer, Refusing, Timed

ROLES = ("officer", "verifier", "head")


def calm(quarter: Quarter, gap: timedelta) -> Quarter:
    """The same where statuses change and are heard only once in so long, and nobody refuses."""
    known = backlog(quarter, gap)
    facts = [
        Timed(at, fact.model_copy(update={"at": at}) if isinstance(fact, StatusChanged) else fact)
        for at, fact in known.facts
    ]
    return replace(known, facts=facts, refusing=[])


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
    return Drawing(Pen(dice, Quarter(policy), max(3, items // 10)), items).draw()


class Drawing:
    """Draws the facts of a quarter."""

    def __init__(self, pen: Pen, items: int) -> None:
        self.pen, self.items = pen, items

    def draw(self) -> Quarter:
        """The quarter."""
        self._calendars()
        self._agencies()
        for number in range(self.items):
            Items(self.pen).draw(f"QW-{number:03}")
        for number in range(max(1, self.items // 6)):
            self._decision(f"D-{number}")
        self._refusing()
        end = instant_of(FIRST + DAYS * A_DAY, "12:00")
        facts = [timed for timed in self.pen.quarter.facts if timed.at < end]
        self.pen.quarter.facts = sorted(facts, key=lambda timed: timed.at)
        return self.pen.quarter

    def _calendars(self) -> None:
        dice = self.pen.dice
        workdays = [FIRST + number * A_DAY for number in range(DAYS + 60)]
        off = set(dice.sample(workdays, dice.randrange(0, 9)))
        if dice.random() < 0.5:  # a long holiday
            first = dice.choice(workdays)
            off |= {first + number * A_DAY for number in range(6)}
        at = self.pen.at(most=timedelta(minutes=1)) if dice.random() < 0.9 else self.pen.at()
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
        self.pen.say(at, CalendarPublished.model_validate(raw))
        for version in range(2, dice.randrange(2, 5)):
            at = self.pen.at(after=at)
            today = at.astimezone(ZONE).date()
            off ^= {today + dice.randrange(4, 30) * A_DAY for _ in range(2)}
            raw |= {
                "version": version,
                "holidays": [{"day": day, "name": "Libur"} for day in sorted(off)],
            }
            if dice.random() < 0.5:
                raw["extensions"] = [self._extension(at)]
            self.pen.say(at, CalendarPublished.model_validate(raw))

    def _extension(self, at: datetime) -> dict[str, Any]:
        today = at.astimezone(ZONE).date()
        last = today.replace(day=1) - A_DAY
        return {
            "agency": self.pen.dice.choice(self.pen.codes),
            "kind": "month",
            "first": last.replace(day=1),
            "until": today + self.pen.dice.randrange(3, 20) * A_DAY,
            "reason": "Bencana",
            "granted_by": "bappeda",
            "granted_at": at,
        }

    def _spelled(self, address: str) -> str:
        return address.upper() if self.pen.dice.random() < 0.1 else address

    def _address(self, role: str, code: str) -> str:
        """Of the office, or one that several offices share."""
        if self.pen.dice.random() < 0.15:
            return self._spelled(f"bersama-{self.pen.dice.randrange(2)}@kukar.example")
        number = self.pen.dice.randrange(3)
        return self._spelled(f"{role}{number}@{code.lower()}.example")

    def _contacts(self, roles: tuple[str, ...], code: str) -> list[dict[str, str]]:
        return [
            {"role": role, "name": role, "email": self._address(role, code)}
            for role in roles
            for _ in range(self.pen.dice.choice([0, 1, 1, 1, 1, 2]))
        ]

    def _agencies(self) -> None:
        for code in (*self.pen.codes, "BAPPEDA", "SETDA"):
            at = self.pen.at(most=timedelta(minutes=5))
            for version in range(1, self.pen.dice.choice([2, 2, 3, 5])):
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
                self.pen.say(at, AgencyPublished.model_validate(raw))
                at = self.pen.at(after=at)

    def _refusing(self) -> None:
        agencies = [one for _, one in self.pen.quarter.facts if isinstance(one, AgencyPublished)]
        addresses = {one.email.lower() for agency in agencies for one in agency.contacts}
        addresses |= {one.email.lower() for agency in agencies for one in agency.higher_contacts}
        often = 0.8 if self.pen.dice.random() < 0.2 else 0.12
        """Of offices above the agencies: sometimes nobody is left to be told."""
        for address in sorted(addresses):
            is_above = address.endswith(("@bappeda.example", "@setda.example"))
            if self.pen.dice.random() < (often if is_above else 0.12):
                since = self.pen.at()
                until = since + self.pen.dice.choice([2, 20, 200]) * A_DAY
                self.pen.quarter.refusing.append(Refusing(address, since, until))

    def _decision(self, name: str) -> None:
        at = self.pen.at(most=30 * A_DAY)
        raw: dict[str, Any] = {
            "decision_id": name,
            "region": "kukar",
            "time_zone": "Asia/Makassar",
            "agency": self.pen.dice.choice(self.pen.codes),
            "owner": self.pen.dice.choice(self.pen.codes),
            "decision": "Percepat",
            "due": at.astimezone(ZONE).date() + self.pen.dice.randrange(-3, 40) * A_DAY,
            "met_on": FIRST,
            "by": "sekretariat",
        }
        done = False
        for number in range(1, self.pen.dice.randrange(2, 6)):
            action = "decided" if number == 1 else "taken_back" if done else "done"
            is_last = number > 1 and not done and self.pen.dice.random() < 0.3
            action = "taken_back" if is_last else action
            done = action == "done"
            self.pen.say(
                at,
                CouncilDecided.model_validate(
                    {**raw, "number": number, "action": action, "at": at}
                ),
            )
            if self.pen.dice.random() < 0.5:
                self.pen.answer("decision_overdue", f"decision/{name}", at)
            if is_last:
                return
            at = self.pen.at(after=at, most=self.pen.dice.choice([2, 30]) * A_DAY)
