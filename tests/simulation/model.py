"""A plain reference model of a policy of alerts: what every message of some days must be.

Written from docs/alerts.md and the contracts alone: slow and obvious. It walks from one instant
that matters to the next and does at each, in this order: what is heard, what then holds, answers,
ends, steps, who has still to be told, messages.
"""

from collections.abc import Iterable
from datetime import datetime

from contracts.agency_published import AgencyPublished
from contracts.calendar_published import CalendarPublished
from contracts.status_changed import StatusChanged
from tests.simulation.episodes import Episodes
from tests.simulation.ladder import Episode, Ladders
from tests.simulation.leaving import GO_LIVE, Leaving, Waiting
from tests.simulation.words import Answer, Message, Nobody, Policy, Refusing, Timed
from tests.simulation.world import A_DAY, OFFICES, World


class Model:
    """What a policy makes of facts."""

    def __init__(self, policy: Policy, facts: Iterable[Timed], refusing: Iterable[Refusing] = ()):
        self.policy, self.world = policy, World()
        self.leaving = Leaving[Episode](policy, self.world, refusing)
        self.episodes = Episodes(policy, self.world, self.leaving)
        self.ladders = Ladders(policy, self.world)
        self.facts = sorted(facts, key=lambda timed: timed.at)
        self.next_due: dict[Episode, datetime | None] = {}
        """What was computed of the next step and still holds."""

    @property
    def messages(self) -> list[Message]:
        """What has left."""
        return self.leaving.messages

    @property
    def nobody(self) -> list[Nobody]:
        """Where nobody was told."""
        return self.episodes.nobody

    def is_down(self, since: datetime, until: datetime) -> "Model":
        """No message can leave between these."""
        self.leaving.down = (since, until)
        return self

    def run(self, until: datetime) -> list[Message]:
        """Every message that leaves until then."""
        now: datetime | None = self.facts[0].at
        while now is not None and now <= until:
            self._at(now)
            now = self._next_instant(now)
        return self.messages

    def _next_instant(self, now: datetime) -> datetime | None:
        after = [timed.at for timed in self.facts[:1]] + list(self.leaving.down or ())
        for region in {self.world.region(one) for one in self.world.subjects()}:
            today = self.world.day(region, now)
            for clock in ("00:00", self.policy["digest_at"]):
                after += [self.world.instant(region, day, clock) for day in (today, today + A_DAY)]
        after += [one.closed + self.episodes.settle for one in self.episodes.all if one.closed]
        after += [due for due in map(self._next_due, self.episodes.all) if due]
        after += [one.leaves for one in self.leaving.waiting]
        return min((one for one in after if one > now), default=None)

    def _at(self, now: datetime) -> None:
        answers = self._hear(now)
        self._look_where_a_day_begins(now)
        for answer in answers:
            self._answer(answer, now)
        for episode in list(self.episodes.all):
            self._settle(episode, now)
            self._go_live(episode, now)
            self._end_of_answers(episode, now)
        for episode in self.episodes.all:
            self._take_due(episode, now)
        self._tell_who_is_left(now)
        while True:  # whom a message was refused by, others are told in its place
            self.leaving.leave(now, self._told, self._refused)
            if not self.episodes.to_look_at:
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
                self.episodes.to_look_at.update(self.episodes.all)
            happened = min(fact.at, now) if isinstance(fact, StatusChanged) else now
            for subject in sorted(touched):
                self.episodes.look(subject, happened, now)
        return answers

    def _look_where_a_day_begins(self, now: datetime) -> None:
        for subject in self.world.subjects():
            region = self.world.region(subject)
            if now == self.world.instant(region, self.world.day(region, now)):
                self.episodes.look(subject, now, now)

    def _settle(self, episode: Episode, now: datetime) -> None:
        """What has been closed long enough is settled, and its end told."""
        if episode.closed is None or now < episode.closed + self.episodes.settle:
            return
        self.episodes.all.remove(episode)
        if episode.reason in episode.rule.get("tells_end", ()):
            for address in sorted(episode.told | episode.inherited):
                self._say(episode, address, "closed", now, message=episode.reason)

    def _go_live(self, episode: Episode, now: datetime) -> None:
        """What is open when the first day begins is for the delivery team's digest."""
        live = self.episodes.live(episode.region)
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
            self.episodes.nobody.append(episode.told_nobody(GO_LIVE, "vacant", now))
        for address in sorted(team):
            self._say(episode, address, GO_LIVE, now, digest=True)

    # --- the ladder

    def _next_due(self, episode: Episode) -> datetime | None:
        if episode.closed or episode.behind >= len(self.ladders.steps(episode)):
            return None
        if episode not in self.next_due:
            self.next_due[episode] = self.ladders.due(episode, episode.behind)
        return self.next_due[episode]

    def _take_due(self, episode: Episode, now: datetime) -> None:
        while (due := self._next_due(episode)) is not None and due <= now:
            self._take(episode, now)

    def _take(self, episode: Episode, now: datetime) -> None:
        number, steps = episode.behind, self.ladders.steps(episode)
        step = steps[number]
        episode.behind += 1
        self.next_due.pop(episode, None)
        following = self._next_due(episode)
        if "before_due" in step and following is not None and following <= now:
            self.episodes.nobody.append(episode.told_nobody(step["step"], "later_step", now))
            return
        episode.taken.append(number)
        holders = self._holders(episode, step["offices"])
        tell = holders | (episode.inherited if len(episode.taken) == 1 else set())
        tell -= episode.refused
        if not step.get("again"):
            tell = {one for one in tell if not self._knows(episode, one)}
        if not tell:
            why = "told_before" if holders else "vacant"
            self.episodes.nobody.append(episode.told_nobody(step["step"], why, now))
        for address in sorted(tell):
            self._say(episode, address, step["step"], now, digest=bool(step.get("digest")))

    def _tell_who_is_left(self, now: datetime) -> None:
        """Of each step taken, from the last: who holds its offices and knows nothing yet."""
        looked_at, self.episodes.to_look_at = self.episodes.to_look_at, set()
        for episode in [one for one in self.episodes.all if one in looked_at]:
            if not episode.closed:
                self._hand_over_further(episode, now)
                self._end_of_answers(episode, now)
                self._take_due(episode, now)
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

    def _hand_over_further(self, episode: Episode, now: datetime) -> None:
        """Where all to whom it was handed over refused, the next office up is told; where there is
        none, the answer ended the day before.
        """
        today = self.world.day(episode.region, now)
        for number, (office, answer) in enumerate(episode.handed_over, 1):
            step = f"handed-over-{number}"
            reached = step in episode.told_by or self.leaving.is_step_waiting(episode, step)
            if step not in episode.refused_by or reached or today > episode.answers[answer]:
                continue
            holders = self._holders(episode, [office])
            for address in sorted(holders):
                self._say(episode, address, step, now)
            if not holders:
                self.episodes.nobody.append(episode.told_nobody(step, "vacant", now))
                episode.answers[answer] = today - A_DAY
                episode.answered_until = max(episode.answers)
                self.next_due.pop(episode, None)

    def _knows(self, episode: Episode, address: str) -> bool:
        return address in episode.told_by_a_step or self.leaving.is_waiting(episode, address)

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

    # --- answers

    def _answer(self, answer: Answer, now: datetime) -> None:
        for episode in self.episodes.open(answer.subject):
            if episode.rule["rule"] != answer.rule:
                continue
            hands_over = answer.kind == "hand_over" and episode.ladder_from is not None
            if hands_over and not self._holders(episode, [answer.office]):
                continue
            until = answer.until
            if until is None:
                today = self.world.day(episode.region, now)
                days = self.policy["acknowledged_working_days"]
                until = self.world.calendar(episode.region).workdays_after(today, days)
            episode.answers.append(until)
            episode.answered_until = max(episode.answers)
            self.next_due.pop(episode, None)
            if answer.kind == "hand_over":
                episode.handed_over.append((answer.office, len(episode.answers) - 1))
                if episode.ladder_from is not None:
                    for address in sorted(self._holders(episode, [answer.office])):
                        self._say(episode, address, f"handed-over-{len(episode.handed_over)}", now)

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
        self.episodes.to_look_at.add(episode)

    # --- what became of a message

    def _told(self, waiting: Waiting[Episode]) -> None:
        waiting.episode.told_by.add(waiting.notice.step)
        if waiting.notice.step != "closed":
            waiting.episode.told.add(waiting.address)
        if waiting.notice.step not in {"closed", GO_LIVE}:
            waiting.episode.told_by_a_step.add(waiting.address)

    def _refused(self, waiting: Waiting[Episode]) -> None:
        """The office counts as vacant."""
        waiting.episode.refused.add(waiting.address)
        waiting.episode.refused_by.add(waiting.notice.step)
        self.episodes.to_look_at.add(waiting.episode)
