"""When a step of a ladder is due. Written from docs/alerts.md and the contracts alone."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tests.simulation.conditions import Holding
from tests.simulation.leaving import after_quiet
from tests.simulation.words import Nobody, Notice, Policy
from tests.simulation.world import A_DAY, World


@dataclass(eq=False)
class Episode:
    """One rule on one subject, from when its condition begins to hold until it is settled."""

    rule: dict[str, Any]
    subject: str
    region: str
    agency: str
    due: date
    about: Holding
    opened: datetime
    noticed: datetime
    ladder_from: datetime | None = None
    """None before go-live."""
    closed: datetime | None = None
    reason: str = ""
    behind: int = 0
    """So many of its steps are taken or left out."""
    taken: list[int] = field(default_factory=list)
    shifted: tuple[int, date] | None = None
    """From which step on the ladder goes on after an answer, and on what day."""
    answers: list[date] = field(default_factory=list)
    """The last days of all answers."""
    answered_until: date | None = None
    handed_over: list[tuple[str, int]] = field(default_factory=list)
    """To which offices, and by which of the answers."""
    told_by: set[str] = field(default_factory=set)
    refused_by: set[str] = field(default_factory=set)
    """Steps of which a message arrived, and of which one was refused."""
    told: set[str] = field(default_factory=set)
    told_by_a_step: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    inherited: set[str] = field(default_factory=set)
    """Who was told of an episode that this one supersedes."""

    def notice(self, step: str, message: str = "") -> Notice:
        """What is said of it."""
        return Notice(self.rule["rule"], self.subject, step, message or self.rule["wording"])

    def told_nobody(self, step: str, why: str, at: datetime) -> Nobody:
        """That a step of it told nobody."""
        return Nobody(at, self.rule["rule"], self.subject, step, why)


class Ladders:
    """The ladders of a policy, by what is known of the world."""

    def __init__(self, policy: Policy, world: World) -> None:
        self.policy, self.world = policy, world

    def steps(self, episode: Episode) -> list[dict[str, Any]]:
        """All steps of an episode's ladder."""
        return list(self.policy["ladders"][episode.rule["ladder"]])

    def due(self, episode: Episode, number: int) -> datetime | None:
        """When a step that was not taken is due; None while an answer or go-live holds it."""
        begins = episode.ladder_from
        if begins is None or episode.answered_until is not None:
            return None
        step = self.steps(episode)[number]
        if step.get("after") == 0 and not self._is_shifted(episode, number):
            due = begins + self._grace
        else:
            day = self._day(episode, number)
            due = self.world.instant(episode.region, day, self.policy["day_begins"])
        due = max(due, begins, episode.noticed + self._grace)
        due = after_quiet(self.policy, self.world, episode.region, due)
        before = self.due(episode, number - 1) if number > 0 else None
        return due if before is None or "after" not in step else max(due, before)

    def is_kept(self, episode: Episode, until: date) -> bool:
        """Whether the next step would have been due until the end of that day."""
        episode.answered_until, kept = None, episode.answered_until
        due = self.due(episode, episode.behind)
        episode.answered_until = kept
        return due is not None and due < self.world.instant(episode.region, until + A_DAY)

    @property
    def _grace(self) -> timedelta:
        return timedelta(seconds=self.policy["grace_seconds"])

    @staticmethod
    def _is_shifted(episode: Episode, number: int) -> bool:
        return episode.shifted is not None and number >= episode.shifted[0]

    def _day(self, episode: Episode, number: int) -> date:
        assert episode.ladder_from is not None
        world, region = self.world, episode.region
        step = self.steps(episode)[number]
        if "before_due" in step:
            return self._day_before(episode, step["before_due"], number)
        calendar, begins = world.calendar(region), world.day(region, episode.ladder_from)
        day = calendar.workdays_after(begins, step["after"])
        if episode.shifted is not None and self._is_shifted(episode, number):
            first, goes_on = episode.shifted
            apart = step["after"] - self.steps(episode)[first]["after"]
            day = max(day, calendar.workdays_after(goes_on, apart))
        return day

    def _day_before(self, episode: Episode, count: int, number: int) -> date:
        """The first day on which at most so many working days follow until the due day."""
        due = day = self.world.due(episode.subject)
        while self.world.working_days(episode.region, day - A_DAY, due) <= count:
            day -= A_DAY
        if episode.shifted is not None and number >= episode.shifted[0]:
            day = max(day, episode.shifted[1])
        return day
