"""What a random quarter is written with: its instants, its facts, and answers to them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from contracts.event import Event
from tests.simulation.policies import OFFICES
from tests.simulation.words import Answer, Policy, Refusing, Timed

ZONE = ZoneInfo("Asia/Makassar")
FIRST = date(2026, 9, 28)
DAYS = 95
A_SECOND, A_DAY = timedelta(seconds=1), timedelta(days=1)
CLOCKS = ("00:00:01", "23:59:59", "06:59:59", "07:00:01", "18:58:30", "18:59:30", "19:00:01")
"""Shortly before and after the hours of a policy."""


@dataclass
class Quarter:
    """What a policy, and what the notifier hears of it."""

    policy: Policy
    facts: list[Timed] = field(default_factory=list)
    refusing: list[Refusing] = field(default_factory=list)

    @property
    def until(self) -> datetime:
        """When it ends: late enough that nothing is left to be told soon."""
        return instant_of(FIRST + (DAYS + 40) * A_DAY, "12:00")


def instant_of(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=ZONE).astimezone(UTC)


class Pen:
    """Writes facts at instants of their own."""

    def __init__(self, dice: Random, quarter: Quarter, agencies: int) -> None:
        self.dice, self.quarter = dice, quarter
        self.codes = [f"DINAS-{number}" for number in range(1, agencies + 1)]
        self.taken: set[datetime] = set()
        self.grace = A_SECOND * quarter.policy["grace_seconds"]

    def at(self, after: datetime | None = None, most: timedelta = DAYS * A_DAY) -> datetime:
        """A free instant of the quarter, soon after another; often near an hour that matters."""
        dice, start = self.dice, instant_of(FIRST, "08:00")
        base = max(after or start, start)
        found = base + A_SECOND * dice.randrange(1, max(2, int(most.total_seconds())))
        if most > A_DAY and dice.random() < 0.3:
            found = instant_of(found.astimezone(ZONE).date(), dice.choice(CLOCKS))
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

    def answer(self, rule: str, subject: str, after: datetime) -> None:
        """Somebody answers, if the episode is open then."""
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
            office = dice.choice(OFFICES)
        self.say(at, Answer(rule, subject, kind, until, office))
