"""A plain reference model of a policy of alerts: what every message of some days must be.

Written from docs/alerts.md and the contracts alone: slow and obvious. It walks from one instant
that matters to the next and does at each, in this order: what is heard, what then holds, answers,
ends, steps, who has still to be told, messages.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from contracts.agency_published import AgencyPublished
from contracts.calendar_published import CalendarPublished
from contracts.status_changed import StatusChanged
from tests.simulation.conditions import Conditions, Holding
from tests.simulation.ladder import Episode, Ladders
from tests.simulation.leaving import Leaving, Waiting
from tests.simulation.words import Answer, Message, Nobody, Policy, Refusing, Timed
from tests.simulation.world import A_DAY, OFFICES, World

FOR_GOOD = ("moved", "handed_over", "superseded", "passed")
"""After these a new episode opens, however soon."""
TOLD_NOBODY = ("superseded", "passed")
"""These settle at once."""


class Model:
    """What a policy makes of facts."""

    def __init__(self, policy: Policy, facts: Iterable[Timed], refusing: Iterable[Refusing] = ()):
        self.policy, self.world = policy, World()
        self.conditions = Conditions(self.world)
        self.ladders = Ladders(policy, self.world)
        self.leaving = Leaving[Episode](policy, self.world, refusing)
        self.facts = sorted(facts, key=lambda timed: timed.at)
        self.episodes: list[Episode] = []
        self.nobody: list[Nobody] = []
        self.settle = timedelta(hours=policy["settle_hours"])
        self.next_due: dict[Episode, datetime | None] = {}
        """What was computed of the next step and still holds."""
        self.to_look_at: set[Episode] = set()
        """Of these somebody may have still to be told."""

    def run(self, until: datetime) -> list[Message]:
        """Every message that leaves until then."""
        now: datetime | None = self.facts[0].at
        while now is not None and now <= until:
            self._at(now)
            now = self._next_instant(now)
        return self.leaving.messages

    def _next_instant(self, now: datetime) -> datetime | None:
        after = [timed.at for timed in self.facts[:1]]
        for region in {self.world.region(one) for one in self.world.subjects()}:
            today = self.world.day(region, now)
            for clock in ("00:00", self.policy["digest_at"]):
                after += [self.world.instant(region, day, clock) for day in (today, today + A_DAY)]
        after += [one.closed + self.settle for one in self.episodes if one.closed]
        after += [due for due in map(self._next_due, self.episodes) if due]
        after += [one.leaves for one in self.leaving.waiting]
        return min((one for one in after if one > now), default=None)

    def _at(self, now: datetime) -> None:
        answers = self._hear(now)
        self._look_where_a_day_begins(now)
        for answer in answers:
            self._answer(answer, now)
        for episode in list(self.episodes):
            self._settle(episode, now)
            self._go_live(episode, now)
            self._end_of_answers(episode, now)
        for episode in self.episodes:
            while (due := self._next_due(episode)) is not None and due <= now:
                self._take(episode, now)
        self._tell_who_is_left(now)
        while True:  # whom a message was refused by, others are told in its place
            self.leaving.leave(now, self._told, self._refused)
            if not self.to_look_at:
                break
            self._tell_who_is_left(now)

    def _hear(self, now: datetime) -> list[Answer]:
        answers: list[Answer] = []
        while self.facts and self.facts[0].at == now:
            fact = self.facts.pop(0).fact
            if isinstance(fact, Answer):
                answers.append(fact)
                continue
            touched = self.world.hear(fact, now)
            if isinstance(fact, CalendarPublished):
                self.next_due.clear()
            if isinstance(fact, AgencyPublished):
                self.to_look_at.update(self.episodes)
            happened = min(fact.at, now) if isinstance(fact, StatusChanged) else now
            for subject in sorted(touched):
                self._look(subject, happened, now)
        return answers

    def _look_where_a_day_begins(self, now: datetime) -> None:
        for subject in self.world.subjects():
            region = self.world.region(subject)
            if now == self.world.instant(region, self.world.day(region, now)):
                self._look(subject, now, now)

    # --- episodes

    def _look(self, subject: str, happened: datetime, now: datetime) -> None:
        """Close and open what the subject's rules ask for."""
        if subject not in self.world.plans and subject not in self.world.decisions:
            return
        if not (self.world.is_done(subject) or self.world.is_cancelled(subject)):
            self.leaving.withdraw_done(subject)
            for one in self.episodes:
                if one.subject == subject and one.reason == "done":
                    one.reason = "recovered"
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
        for episode in self._open(subject):
            name = episode.rule["rule"]
            reason = self._reason(episode, holding[name], bool(above[name]))
            if reason:
                self._close(episode, reason, max(happened, episode.opened))
            if reason == "superseded":
                superseded.append((episode, above[name]))
        for rule in rules:
            name = rule["rule"]
            goes_on = any(one.rule is rule for one in self._open(subject))
            if holding[name] and not above[name] and not goes_on:
                self._begin(rule, subject, holding[name], happened, now)
        for episode, names in superseded:
            self._pass_on(episode, names)

    def _pass_on(self, episode: Episode, names: list[str]) -> None:
        """Who was told of a superseded episode belongs to the one that superseded it."""
        for other in self._open(episode.subject):
            if other.rule["rule"] in names:
                other.inherited |= episode.told | episode.inherited
                self.to_look_at.add(other)

    def _open(self, subject: str) -> list[Episode]:
        return [one for one in self.episodes if one.subject == subject and one.closed is None]

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
            self.episodes.remove(episode)

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
        for old in reversed(self.episodes):
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
        self.episodes.append(new)
        live = self._live(region)
        if live is None or self.world.day(region, happened) >= live:
            new.ladder_from = happened
        elif self.world.day(region, now) < live:
            self._nobody(new, "", "before_go_live", happened)

    def _settle(self, episode: Episode, now: datetime) -> None:
        """What has been closed long enough is settled, and its end told."""
        if episode.closed is None or now < episode.closed + self.settle:
            return
        self.episodes.remove(episode)
        if episode.reason in episode.rule.get("tells_end", ()):
            for address in sorted(episode.told | episode.inherited):
                self._say(episode, address, "closed", now, message=episode.reason)

    # --- go-live

    def _live(self, region: str) -> date | None:
        if region in self.policy["regions"]:
            day: date = self.policy["regions"][region]["go_live"]
            return day
        if not self.policy["quiet_start_working_days"] or region not in self.world.began:
            return None
        return self.world.calendar(region).workdays_after(self.world.began[region], 1)

    def _go_live(self, episode: Episode, now: datetime) -> None:
        """What is open when the first day begins is for the delivery team's digest."""
        live = self._live(episode.region)
        if episode.closed or episode.ladder_from or live is None:
            return
        if self.world.day(episode.region, now) < live:
            return
        own = self.policy["regions"].get(episode.region, {})
        later = own.get("first_working_days", self.policy["quiet_start_working_days"])
        begins = self.world.calendar(episode.region).workdays_after(live, later)
        clock = self.policy["day_begins"]
        episode.ladder_from = self.world.instant(episode.region, begins, clock)
        self.next_due.pop(episode, None)
        team = self._holders(episode, ["delivery_team"])
        if not team:
            self._nobody(episode, "go-live", "vacant", now)
        for address in sorted(team):
            self._say(episode, address, "go-live", now, digest=True)

    # --- the ladder

    def _next_due(self, episode: Episode) -> datetime | None:
        if episode.closed or episode.behind >= len(self.ladders.steps(episode)):
            return None
        if episode not in self.next_due:
            self.next_due[episode] = self.ladders.due(episode, episode.behind)
        return self.next_due[episode]

    def _take(self, episode: Episode, now: datetime) -> None:
        number, steps = episode.behind, self.ladders.steps(episode)
        step = steps[number]
        episode.behind += 1
        self.next_due.pop(episode, None)
        following = self._next_due(episode)
        if "before_due" in step and following is not None and following <= now:
            self._nobody(episode, step["step"], "later_step", now)
            return
        episode.taken.append(number)
        holders = self._holders(episode, step["offices"])
        tell = holders | (episode.inherited if len(episode.taken) == 1 else set())
        tell -= episode.refused
        if not step.get("again"):
            tell = {one for one in tell if not self._knows(episode, one)}
        if not tell:
            why = "told_before" if holders else "vacant"
            self._nobody(episode, step["step"], why, now)
        for address in sorted(tell):
            self._say(episode, address, step["step"], now, digest=bool(step.get("digest")))

    def _tell_who_is_left(self, now: datetime) -> None:
        """Of each step taken, from the last: who holds its offices and knows nothing yet."""
        looked_at, self.to_look_at = self.to_look_at, set()
        for episode in [one for one in self.episodes if one in looked_at]:
            if episode.closed or episode.answered_until is not None:
                continue
            for number in reversed(episode.taken):
                step = self.ladders.steps(episode)[number]
                whom = self._holders(episode, step["offices"])
                if number == episode.taken[0]:
                    whom |= episode.inherited - episode.refused
                for address in sorted(whom):
                    if not self._knows(episode, address):
                        digest = bool(step.get("digest"))
                        self._say(episode, address, step["step"], now, digest=digest)

    def _knows(self, episode: Episode, address: str) -> bool:
        return address in episode.told or self.leaving.is_waiting(episode, address)

    def _holders(self, episode: Episode, offices: list[str]) -> set[str]:
        """The holders of offices; of a vacant one those of the next one up that has one."""
        found: set[str] = set()
        for office in offices:
            for up in OFFICES[OFFICES.index(office) :]:
                holders = self.world.holders(up, episode.region, episode.agency) - episode.refused
                if holders:
                    found |= holders
                    break
        return found

    def _say(
        self,
        episode: Episode,
        address: str,
        step: str,
        now: datetime,
        *,
        message: str = "",
        digest: bool = False,
    ) -> None:
        leaves = self.leaving.leaves(episode.region, now, digest)
        notice = episode.notice(step, message)
        waiting = Waiting(episode, episode.region, address, notice, leaves, digest)
        self.leaving.waiting.append(waiting)

    def _nobody(self, episode: Episode, step: str, why: str, now: datetime) -> None:
        self.nobody.append(Nobody(now, episode.rule["rule"], episode.subject, step, why))

    # --- answers

    def _answer(self, answer: Answer, now: datetime) -> None:
        for episode in self._open(answer.subject):
            if episode.rule["rule"] != answer.rule:
                continue
            until = answer.until
            if until is None:
                today = self.world.day(episode.region, now)
                days = self.policy["acknowledged_working_days"]
                until = self.world.calendar(episode.region).workdays_after(today, days)
            episode.answered_until = max(until, episode.answered_until or until)
            self.next_due.pop(episode, None)
            if answer.kind == "hand_over":
                episode.handed_over += 1
                if episode.ladder_from is not None:
                    for address in sorted(self._holders(episode, [answer.office])):
                        self._say(episode, address, f"handed-over-{episode.handed_over}", now)

    def _end_of_answers(self, episode: Episode, now: datetime) -> None:
        """When the last of the answers' days has ended the ladder goes on."""
        until = episode.answered_until
        if until is None or self.world.day(episode.region, now) <= until:
            return
        left = episode.behind < len(self.ladders.steps(episode))
        if left and self.ladders.is_kept(episode, until):
            next_day = self.world.calendar(episode.region).workdays_after(until, 1)
            episode.shifted = (episode.behind, next_day)
        episode.answered_until = None
        self.next_due.pop(episode, None)
        self.to_look_at.add(episode)

    # --- what became of a message

    def _told(self, waiting: Waiting[Episode]) -> None:
        if waiting.notice.step != "closed":
            waiting.episode.told.add(waiting.address)

    def _refused(self, waiting: Waiting[Episode]) -> None:
        """The office counts as vacant."""
        waiting.episode.refused.add(waiting.address)
        self.to_look_at.add(waiting.episode)
