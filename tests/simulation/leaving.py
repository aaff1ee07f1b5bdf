"""When a message leaves, and with what in it. Written from docs/alerts.md alone."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import ceil
from typing import Generic, TypeVar

from tests.simulation.words import Message, Notice, Policy, Refusing
from tests.simulation.world import A_DAY, World

AN_HOUR = timedelta(hours=1)
GO_LIVE = "go-live"
Of = TypeVar("Of")


@dataclass(slots=True)
class Waiting(Generic[Of]):
    """A notice that has not left."""

    episode: Of
    region: str
    address: str
    notice: Notice
    leaves: datetime
    """Not before it; of the digest the first that comes then."""
    in_digest: bool
    missed: bool = False
    """The server was down when it was to leave: it does as soon as that is back."""


def after_quiet(policy: Policy, world: World, region: str, due: datetime) -> datetime:
    """The end of the quiet hours that an instant lies in; itself outside them."""
    if policy["quiet_from"] is None:
        return due
    clock, day = due.astimezone(world.zone(region)).time(), world.day(region, due)
    if clock < time.fromisoformat(policy["day_begins"]):
        return world.instant(region, day, policy["day_begins"])
    if clock >= time.fromisoformat(policy["quiet_from"]):
        return world.instant(region, day + A_DAY, policy["day_begins"])
    return due


class Leaving(Generic[Of]):
    """The notices that wait, and the messages that left."""

    def __init__(self, policy: Policy, world: World, refusing: Iterable[Refusing]) -> None:
        self.policy, self.world, self.refusing = policy, world, tuple(refusing)
        self.down: tuple[datetime, datetime] | None = None
        """Between these no message leaves."""
        self.waiting: list[Waiting[Of]] = []
        self.messages: list[Message] = []
        self.refused_at: set[datetime] = set()
        """When messages were refused: whom others are told in place of at the same instant, may be
        told in one message or in several.
        """

    def leaves(self, region: str, due: datetime, digest: bool) -> datetime:
        """When a notice that is due then leaves at the earliest."""
        grace = self.policy["grace_seconds"]
        if grace and not digest:
            due = datetime.fromtimestamp(ceil(due.timestamp() / grace) * grace, tz=due.tzinfo)
        return after_quiet(self.policy, self.world, region, due)

    def withdraw(self, episode: Of) -> None:
        """The notices of an episode do not leave."""
        self.waiting = [one for one in self.waiting if one.episode is not episode]

    def withdraw_done(self, subject: str) -> None:
        """That a subject is done is no longer true."""
        untrue = (subject, "closed", "done")
        self.waiting = [one for one in self.waiting if one.notice[1:] != untrue]

    def is_waiting(self, episode: Of, address: str) -> bool:
        """Whether a notice of the episode waits for that address; go-live's does not count."""
        return any(
            one.episode is episode and one.address == address and one.notice.step != GO_LIVE
            for one in self.waiting
        )

    def is_step_waiting(self, episode: Of, step: str) -> bool:
        """Whether a notice of this step waits."""
        return any(one.episode is episode and one.notice.step == step for one in self.waiting)

    def leave(
        self,
        now: datetime,
        told: Callable[[Waiting[Of]], None],
        refused: Callable[[Waiting[Of]], None],
    ) -> None:
        """Let leave what leaves now: at once, and in the digest."""
        self._hold_back(now)
        ready = [one for one in self.waiting if one.leaves <= now]
        at_once = [one for one in ready if not one.in_digest]
        digest = [
            one
            for one in ready
            if one.in_digest and (one.missed or self._is_digest(one.region, now))
        ]
        if self.down and self.down[0] <= now < self.down[1]:
            for one in digest:
                one.missed = True
            return
        for together in (at_once, digest):
            by_address = defaultdict(list)
            for one in together:
                self.waiting.remove(one)
                by_address[one.address].append(one)
            for address, waiting in sorted(by_address.items()):
                if any(one.hits(address, now) for one in self.refusing):
                    self.refused_at.add(now)
                    for one in waiting:
                        refused(one)
                    continue
                notices = tuple(sorted(one.notice for one in waiting))
                self.messages.append(Message(now, address, notices))
                for one in waiting:
                    told(one)

    def _hold_back(self, now: datetime) -> None:
        """To whom too many messages went in the hour before waits for the next digest."""
        for one in self.waiting:
            if not one.in_digest and one.leaves <= now:
                before = [
                    message
                    for message in self.messages
                    if message.address == one.address and now - AN_HOUR < message.at < now
                ]
                one.in_digest = len(before) >= self.policy["messages_an_hour"]

    def _is_digest(self, region: str, now: datetime) -> bool:
        day = self.world.day(region, now)
        at = self.world.instant(region, day, self.policy["digest_at"])
        return now == at and self.world.calendar(region).is_workday(day)
