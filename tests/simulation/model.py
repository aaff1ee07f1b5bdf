"""A plain reference model of a policy of alerts: what every message of some days must be.

Written from docs/alerts.md and the contracts alone: slow and obvious. It walks from one instant
that matters to the next and does at each, in this order: what is heard, what then holds, answers,
new holders, ends, steps, messages.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tests.simulation.leaving import Leaving, Waiting
from tests.simulation.words import Answer, Message, Nobody, Notice, Policy, Refusing, Timed
from tests.simulation.world import A_DAY, OFFICES, Holding, World

NOT_THE_SAME = ("moved", "handed_over", "passed")
"""After these a new episode opens, however soon."""


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
    ladder_from: datetime
    closed: datetime | None = None
    reason: str = ""
    passed_steps: int = 0
    """So many of its steps are taken or left out."""
    taken: list[int] = field(default_factory=list)
    shifted: tuple[int, date] | None = None
    """From which step on the ladder goes on after an answer, and on what day."""
    answered_until: date | None = None
    told: set[str] = field(default_factory=set)
    told_steps: set[tuple[str, int]] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    inherited: set[str] = field(default_factory=set)
    """Who was told of an episode that this one supersedes."""
    withdrawn: list[Waiting] = field(default_factory=list)
    next_due: datetime | None = None
    knows_next: bool = False

    def notice(self, step: str, message: str) -> Notice:
        return Notice(self.rule["rule"], self.subject, step, message)


class Model:
    """What a policy makes of facts."""

    def __init__(self, policy: Policy, facts: Iterable[Timed], refusing: Iterable[Refusing] = ()):
        self.policy, self.world = policy, World()
        self.facts = sorted(facts, key=lambda timed: timed.at)
        self.leaving = Leaving(policy, self.world, refusing)
        self.episodes: list[Episode] = []
        self.nobody: list[Nobody] = []
        self.instants: set[datetime] = {timed.at for timed in self.facts}
        self.settle = timedelta(hours=policy["settle_hours"])

    def run(self, until: datetime) -> list[Message]:
        """Every message that leaves until then."""
        self.instants.add(until)
        while self.instants:
            now = min(self.instants)
            self.instants.discard(now)
            if now <= until:
                self._at(now)
        return self.leaving.messages

    def _at(self, now: datetime) -> None:
        before = {id(episode): self._holders(episode) for episode in self.episodes}
        answers: list[Answer] = []
        heard: set[str] = set()
        while self.facts and self.facts[0].at == now:
            fact = self.facts.pop(0).fact
            if isinstance(fact, Answer):
                answers.append(fact)
                continue
            touched = self.world.hear(fact)
            if touched is None:
                self._forget_next()
            heard |= set(self.world.subjects()) if touched is None else touched
        regions = {self.world.region(subject) for subject in self._known()}
        for region in sorted(regions):
            if self._clock(region, now):
                mine = (one for one in self._known() if self.world.region(one) == region)
                heard.update(mine)
        for subject in sorted(heard.intersection(self._known())):
            self._look(subject, now)
        self._go_live(now)
        for answer in answers:
            self._answer(answer, now)
        self._new_holders(before, now)
        self._settle(now)
        self._steps(now)
        self.leaving.leave(now, self._told, lambda waiting: self._refused(waiting, now))

    def _known(self) -> list[str]:
        return self.world.subjects()

    def _clock(self, region: str, now: datetime) -> bool:
        """Whether the region's day begins now; tomorrow's instants are walked to as well."""
        today = self.world.day(region, now)
        for day in (today, today + A_DAY):
            for clock in ("00:00", self.policy["digest_at"]):
                self._wake(self.world.instant(region, day, clock), now)
        return now == self.world.instant(region, today)

    def _wake(self, at: datetime, now: datetime) -> None:
        if at > now:
            self.instants.add(at)

    # --- episodes

    def _look(self, subject: str, now: datetime) -> None:
        """Close and open what the subject's rules ask for."""
        rules = self.policy["rules"]
        holding = {rule["rule"]: self.world.holds(rule, subject, now) for rule in rules}
        above = {
            rule["rule"]: [
                one["rule"]
                for one in rules
                if rule["rule"] in one.get("supersedes", ()) and holding[one["rule"]]
            ]
            for rule in rules
        }
        superseded: list[tuple[Episode, list[str]]] = []
        for episode in self._open(subject):
            name = episode.rule["rule"]
            reason = self._reason(episode, holding[name], bool(above[name]))
            if reason:
                self._close(episode, reason, now)
            if reason == "superseded":
                superseded.append((episode, above[name]))
        for rule in rules:
            name = rule["rule"]
            is_open = any(one.rule["rule"] == name for one in self._open(subject))
            if holding[name] and not above[name] and not is_open:
                self._begin(rule, subject, holding[name], now)
        for episode, names in superseded:
            for above_it in self._open(subject):
                if above_it.rule["rule"] in names:
                    self._inherit(above_it, episode.told | episode.inherited, now)

    def _open(self, subject: str) -> list[Episode]:
        return [one for one in self.episodes if one.subject == subject and one.closed is None]

    def _reason(self, episode: Episode, holding: Holding, superseded: bool) -> str:
        """Why it closes now; blank: it does not."""
        world, subject = self.world, episode.subject
        moved = world.due(subject) != episode.due
        handed_over = world.agency(subject) != episode.agency
        if not holding:
            if world.is_done(subject) and "done_without_evidence" not in episode.rule["when"]:
                return "done"
            if world.is_cancelled(subject):
                return "cancelled"
            if moved:
                return "moved"
        if moved and "due_within" in episode.rule["when"]:
            return "moved"
        if handed_over:
            return "handed_over"
        if superseded:
            return "superseded"
        if holding and holding != episode.about:
            return "passed"
        return "" if holding else "recovered"

    def _close(self, episode: Episode, reason: str, now: datetime) -> None:
        episode.closed, episode.reason = now, reason
        self._wake(now + self.settle, now)
        episode.withdrawn = self.leaving.withdraw(episode)
        for one in episode.withdrawn:
            self._nobody(episode, one.notice.step, "withdrawn", now)

    def _begin(self, rule: dict[str, Any], subject: str, about: Holding, now: datetime) -> None:
        """The same episode goes on, or a new one opens."""
        agency, due = self.world.agency(subject), self.world.due(subject)
        for old in reversed(self.episodes):
            if (
                (old.rule["rule"], old.subject, old.agency) == (rule["rule"], subject, agency)
                and old.closed is not None
                and now - old.closed < self.settle
                and old.reason not in NOT_THE_SAME
                and old.about == about
                and not ("due_within" in rule["when"] and old.due != due)
            ):
                return self._go_on(old, now)
        region = self.world.region(subject)
        begins = self._ladder_begins(region, now)
        new = Episode(rule, subject, region, agency, due, about, now, begins)
        self.episodes.append(new)
        if begins != now:
            self._nobody(new, "", "before_go_live", now)
        self._leave_out(new)
        return None

    def _go_on(self, episode: Episode, now: datetime) -> None:
        episode.closed, episode.reason, episode.knows_next = None, "", False
        for one in episode.withdrawn:
            self._wait(episode, one.address, one.notice, now, one.in_digest)
        episode.withdrawn = []

    def _inherit(self, above: Episode, told: set[str], now: datetime) -> None:
        above.inherited |= told
        if above.taken:
            first = above.taken[0]
            for address in sorted(told):
                if address not in above.told and not self.leaving.is_waiting(above, address):
                    self._tell(above, first, address, now)

    def _settle(self, now: datetime) -> None:
        """What has been closed long enough is settled, and its end told."""
        for episode in list(self.episodes):
            if episode.closed is None or now - episode.closed < self.settle:
                continue
            self.episodes.remove(episode)
            if episode.reason in episode.rule.get("tells_end", ()):
                for address in sorted((episode.told | episode.inherited) - episode.refused):
                    notice = episode.notice("", f"end:{episode.reason}")
                    self._wait(episode, address, notice, now, False)

    # --- go-live

    def _go_live_day(self, region: str) -> date | None:
        day = self.policy["regions"].get(region, {}).get("go_live")
        return date.fromisoformat(day) if isinstance(day, str) else day

    def _ladder_begins(self, region: str, now: datetime) -> datetime:
        live = self._go_live_day(region)
        if live is None or self.world.day(region, now) >= live:
            return now
        later = self.policy["regions"][region].get("first_working_days", 0)
        day = self.world.calendar(region).workdays_after(live, later)
        return self.world.instant(region, day)

    def _go_live(self, now: datetime) -> None:
        """When the first day begins, what is open is for the delivery team's digest."""
        for episode in self.episodes:
            live = self._go_live_day(episode.region)
            if episode.closed or live is None or now != self.world.instant(episode.region, live):
                continue
            if episode.opened < now:
                for address in sorted(self._in_place(episode, ["delivery_team"], "", now)):
                    self._wait(episode, address, episode.notice("", "go_live"), now, True)

    # --- the ladder

    def _ladder(self, episode: Episode) -> list[dict[str, Any]]:
        return list(self.policy["ladders"][episode.rule["ladder"]])

    def _step_day(self, episode: Episode, number: int) -> date:
        """The day of a step, shifted where an answer kept the ladder."""
        world, region = self.world, episode.region
        calendar, step = world.calendar(region), self._ladder(episode)[number]
        first = world.day(region, episode.ladder_from)
        if "before_due" in step:
            due = world.due(episode.subject)
            day = due
            while world.working_days(region, day - A_DAY, due) <= step["before_due"]:
                day -= A_DAY
            return day
        if episode.shifted and number >= episode.shifted[0]:
            kept, day = episode.shifted
            apart = step["after"] - self._ladder(episode)[kept].get("after", 0)
            return calendar.workdays_after(day, max(apart, 0))
        return calendar.workdays_after(first, step["after"])

    def _step_due(self, episode: Episode, number: int) -> datetime:
        step, day = self._ladder(episode)[number], self._step_day(episode, number)
        shifted = episode.shifted is not None and number >= episode.shifted[0]
        if step.get("after") == 0 and not shifted:
            return episode.ladder_from + timedelta(seconds=self.policy["grace_seconds"])
        due = self.world.instant(episode.region, day, self.policy["day_begins"])
        due = max(due, episode.ladder_from)
        if number and "after" in step:
            due = max(due, self._step_due(episode, number - 1))
        return due

    def _leave_out(self, episode: Episode) -> None:
        """Of several steps before the due day whose day has come only the last is taken."""
        day = self.world.day(episode.region, episode.ladder_from)
        ladder, come = self._ladder(episode), -1
        for number, step in enumerate(ladder):
            if "before_due" in step and self._step_day(episode, number) <= day:
                come = number
        while episode.passed_steps < come and "before_due" in ladder[episode.passed_steps]:
            episode.passed_steps += 1

    def _steps(self, now: datetime) -> None:
        for episode in self.episodes:
            self._ladder_goes_on(episode, now)
            while episode.closed is None and self._next(episode, now) is not None:
                due = self._next(episode, now)
                if due is None or due > now:
                    break
                self._take(episode, now)

    def _next(self, episode: Episode, now: datetime) -> datetime | None:
        """When the next step is due; None while an answer keeps it, and after the last."""
        if episode.answered_until is not None:
            return None
        if not episode.knows_next:
            last = episode.passed_steps >= len(self._ladder(episode))
            episode.next_due = None if last else self._step_due(episode, episode.passed_steps)
            episode.knows_next = True
            if episode.next_due is not None:
                self._wake(episode.next_due, now)
        return episode.next_due

    def _forget_next(self) -> None:
        for episode in self.episodes:
            episode.knows_next = False

    def _take(self, episode: Episode, now: datetime) -> None:
        number = episode.passed_steps
        episode.passed_steps, episode.knows_next = number + 1, False
        first, step = not episode.taken, self._ladder(episode)[number]
        episode.taken.append(number)
        tell = self._in_place(episode, step["offices"], step["step"], now)
        if first:
            tell |= episode.inherited
        for address in sorted(tell):
            known = address in episode.told or self.leaving.is_waiting(episode, address)
            if step.get("again") or not known:
                self._tell(episode, number, address, now)

    def _in_place(self, episode: Episode, offices: list[str], step: str, now: datetime) -> set[str]:
        """The holders of offices; of a vacant one those of the next one up that has one."""
        found: set[str] = set()
        for office in offices:
            for up in OFFICES[OFFICES.index(office) :]:
                holders = self.world.holders(up, episode.region, episode.agency) - episode.refused
                if holders:
                    found |= holders
                    break
            else:
                self._nobody(episode, step, "vacant", now)
        return found

    def _tell(self, episode: Episode, number: int, address: str, now: datetime) -> None:
        step = self._ladder(episode)[number]
        episode.told_steps.add((address, number))
        notice = episode.notice(step["step"], "step")
        self._wait(episode, address, notice, now, bool(step.get("digest")))

    def _wait(
        self, episode: Episode, address: str, notice: Notice, due: datetime, digest: bool
    ) -> None:
        region = episode.region
        leaves = self.leaving.add(episode, region, address, notice, due, digest)
        if leaves > due:
            self._wake(leaves, due)

    def _nobody(self, episode: Episode, step: str, why: str, now: datetime) -> None:
        self.nobody.append(Nobody(now, episode.rule["rule"], episode.subject, step, why))

    # --- holders

    def _holders(self, episode: Episode) -> dict[str, set[str]]:
        return {
            office: self.world.holders(office, episode.region, episode.agency) for office in OFFICES
        }

    def _new_holders(self, before: dict[int, dict[str, set[str]]], now: datetime) -> None:
        for episode in self.episodes:
            if episode.closed is not None or id(episode) not in before:
                continue
            after = self._holders(episode)
            for office in OFFICES:
                steps = [
                    number
                    for number in episode.taken
                    if office in self._ladder(episode)[number]["offices"]
                ]
                for address in sorted(after[office] - before[id(episode)][office]):
                    known = address in episode.told or self.leaving.is_waiting(episode, address)
                    if steps and not known and address not in episode.refused:
                        self._tell(episode, steps[-1], address, now)

    # --- answers

    def _answer(self, answer: Answer, now: datetime) -> None:
        for episode in self._open(answer.subject):
            if episode.rule["rule"] != answer.rule:
                continue
            until = answer.until
            if answer.kind != "silence":
                today = self.world.day(episode.region, now)
                days = self.policy["acknowledged_working_days"]
                most = self.world.calendar(episode.region).workdays_after(today, days)
                until = min(most, until or most)
            assert until is not None
            episode.answered_until = max(until, episode.answered_until or until)
            if answer.kind == "hand_over" and episode.ladder_from <= now:
                for address in sorted(self._in_place(episode, [answer.office], "", now)):
                    self._wait(episode, address, episode.notice("", "hand_over"), now, False)

    def _ladder_goes_on(self, episode: Episode, now: datetime) -> None:
        """When the last of the answers' days has ended."""
        until = episode.answered_until
        if until is None or self.world.day(episode.region, now) <= until:
            return
        episode.answered_until, episode.knows_next = None, False
        number = episode.passed_steps
        if number >= len(self._ladder(episode)):
            return
        ended = self.world.instant(episode.region, until + A_DAY)
        next_day = self.world.calendar(episode.region).workdays_after(until, 1)
        if "before_due" in self._ladder(episode)[number]:
            self._leave_out_until(episode, next_day)
        elif self._step_due(episode, number) < ended:
            episode.shifted = (number, next_day)

    def _leave_out_until(self, episode: Episode, day: date) -> None:
        ladder = self._ladder(episode)
        while episode.passed_steps + 1 < len(ladder):
            after = ladder[episode.passed_steps + 1]
            if "before_due" not in after:
                return
            if self._step_day(episode, episode.passed_steps + 1) > day:
                return
            episode.passed_steps += 1

    # --- what became of a message

    def _told(self, waiting: Waiting) -> None:
        episode = waiting.episode
        assert isinstance(episode, Episode)
        if waiting.notice.message in ("step", "hand_over"):
            episode.told.add(waiting.address)

    def _refused(self, waiting: Waiting, now: datetime) -> None:
        """The office counts as vacant: the next one up is told of the step in its place."""
        episode = waiting.episode
        assert isinstance(episode, Episode)
        episode.refused.add(waiting.address)
        number = next(
            (
                one
                for one in episode.taken
                if self._ladder(episode)[one]["step"] == waiting.notice.step
            ),
            None,
        )
        if waiting.notice.message != "step" or number is None:
            return
        step = self._ladder(episode)[number]
        for address in sorted(self._in_place(episode, step["offices"], step["step"], now)):
            known = address in episode.told or self.leaving.is_waiting(episode, address)
            again = step.get("again") and (address, number) not in episode.told_steps
            if again or not known:
                self._tell(episode, number, address, now + timedelta(seconds=1))
