"""Which episodes open, go on and close. Written from docs/alerts.md and the contracts alone."""

from datetime import date, datetime, timedelta
from typing import Any

from tests.simulation.conditions import Conditions, Holding
from tests.simulation.ladder import Episode
from tests.simulation.leaving import Leaving
from tests.simulation.words import Nobody, Policy
from tests.simulation.world import World

FOR_GOOD = ("moved", "handed_over", "superseded", "passed")
"""After these a new episode opens, however soon."""
TOLD_NOBODY = ("superseded", "passed")
"""These settle at once."""


class Episodes:
    """All that are open or not settled, in the order in which they opened."""

    def __init__(self, policy: Policy, world: World, leaving: Leaving[Episode]) -> None:
        self.policy, self.world, self.leaving = policy, world, leaving
        self.conditions = Conditions(world)
        self.settle = timedelta(hours=policy["settle_hours"])
        self.all: list[Episode] = []
        self.nobody: list[Nobody] = []
        self.to_look_at: set[Episode] = set()
        """Of these somebody may have still to be told."""

    def look(self, subject: str, happened: datetime, now: datetime) -> None:
        """Close and open what the subject's rules ask for."""
        if subject not in self.world.plans and subject not in self.world.decisions:
            return
        self._take_back(subject)
        rules = self.policy["rules"]
        holding = {rule["rule"]: self.conditions.holds(rule, subject, now) for rule in rules}
        above = {
            rule["rule"]: [
                one["rule"]
                for one in rules
                if holding[one["rule"]] and rule["rule"] in one.get("supersedes", ())
            ]
            for rule in rules
        }
        superseded: list[tuple[Episode, list[str]]] = []
        for episode in self.open(subject):
            name = episode.rule["rule"]
            reason = self._reason(episode, holding[name], bool(above[name]))
            if reason:
                self._close(episode, reason, max(happened, episode.opened))
            if reason == "superseded":
                superseded.append((episode, above[name]))
        for rule in rules:
            name = rule["rule"]
            goes_on = any(one.rule is rule for one in self.open(subject))
            if holding[name] and not above[name] and not goes_on:
                self._begin(rule, subject, holding[name], happened, now)
        for episode, names in superseded:
            self._pass_on(episode, names)

    def _take_back(self, subject: str) -> None:
        """That it is done is not told where that is not so any more."""
        if self.world.is_done(subject) or self.world.is_cancelled(subject):
            return
        self.leaving.withdraw_done(subject)
        for one in self.all:
            if one.subject == subject and one.reason == "done":
                one.reason = "recovered"

    def _pass_on(self, episode: Episode, names: list[str]) -> None:
        """Who was told of a superseded episode belongs to the one that superseded it."""
        for other in self.open(episode.subject):
            if other.rule["rule"] in names:
                other.inherited |= episode.told | episode.inherited
                self.to_look_at.add(other)

    def open(self, subject: str) -> list[Episode]:
        """The open episodes of a subject."""
        return [one for one in self.all if one.subject == subject and one.closed is None]

    def _reason(self, episode: Episode, holding: Holding, superseded: bool) -> str:
        """Why it closes now; blank: it does not."""
        world, subject = self.world, episode.subject
        moved = world.due(subject) != episode.due
        done = world.is_done(subject) and "done_without_evidence" not in episode.rule["when"]
        ceased = not holding or superseded or holding != episode.about
        reasons = {
            "handed_over": world.agency(subject) != episode.agency,
            "cancelled": ceased and world.is_cancelled(subject),
            "done": ceased and done,
            "superseded": superseded,
            "moved": moved and (ceased or "due_within" in episode.rule["when"]),
            "passed": ceased and bool(holding),
            "recovered": ceased,
        }
        return next((reason for reason, applies in reasons.items() if applies), "")

    def _close(self, episode: Episode, reason: str, happened: datetime) -> None:
        episode.closed, episode.reason = happened, reason
        self.leaving.withdraw(episode)
        if reason in TOLD_NOBODY:
            self.all.remove(episode)

    def _begin(
        self,
        rule: dict[str, Any],
        subject: str,
        about: Holding,
        happened: datetime,
        now: datetime,
    ) -> None:
        """The same episode goes on, or a new one opens."""
        agency, due = self.world.agency(subject), self.world.due(subject)
        for old in reversed(self.all):
            if (
                (old.rule["rule"], old.subject, old.agency) == (rule["rule"], subject, agency)
                and old.closed is not None
                and happened - old.closed < self.settle
                and old.reason not in FOR_GOOD
                and old.about == about
                and not ("due_within" in rule["when"] and old.due != due)
            ):
                old.closed, old.reason = None, ""
                self.to_look_at.add(old)
                return
        region = self.world.region(subject)
        new = Episode(rule, subject, region, agency, due, about, happened, now)
        self.all.append(new)
        live = self.live(region)
        if live is None or self.world.day(region, happened) >= live:
            new.ladder_from = happened
        elif self.world.day(region, now) < live:
            self.nobody.append(new.told_nobody("", "before_go_live", happened))

    def live(self, region: str) -> date | None:
        """A region's go-live; None: it has none."""
        if region in self.policy["regions"]:
            day: date = self.policy["regions"][region]["go_live"]
            return day
        if not self.policy["quiet_start_working_days"] or region not in self.world.began:
            return None
        return self.world.calendar(region).workdays_after(self.world.began[region], 1)
