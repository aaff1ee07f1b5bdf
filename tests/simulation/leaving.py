"""When a message leaves: quiet hours, together, digest, limit, refused. From docs/alerts.md alone."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import ceil

from tests.simulation.words import Message, Notice, Policy, Refusing
from tests.simulation.world import A_DAY, World

AN_HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Waiting:
    """A notice that has not left."""

    episode: object
    region: str
    address: str
    notice: Notice
    due: datetime
    in_digest: bool
    leaves: datetime
    """Not before it; of the digest the first that comes then."""


class Leaving:
    """The notices that wait, and the messages that left."""

    def __init__(self, policy: Policy, world: World, refusing: Iterable[Refusing]) -> None:
        self.policy, self.world, self.refusing = policy, world, tuple(refusing)
        self.waiting: list[Waiting] = []
        self.messages: list[Message] = []

    def add(
        self,
        episode: object,
        region: str,
        address: str,
        notice: Notice,
        due: datetime,
        digest: bool,
    ) -> datetime:
        """When it leaves at the earliest."""
        leaves = self._after_quiet(region, due)
        if not digest:
            leaves = self._after_quiet(region, self._full_multiple(leaves))
        self.waiting.append(Waiting(episode, region, address, notice, due, digest, leaves))
        return leaves

    def withdraw(self, episode: object) -> list[Waiting]:
        """The notices of an episode that now do not leave."""
        gone = [one for one in self.waiting if one.episode is episode]
        self.waiting = [one for one in self.waiting if one.episode is not episode]
        return gone

    def is_waiting(self, episode: object, address: str) -> bool:
        """Whether a notice of the episode waits for that address."""
        return any(one.episode is episode and one.address == address for one in self.waiting)

    def leave(
        self, now: datetime, told: Callable[[Waiting], None], refused: Callable[[Waiting], None]
    ) -> None:
        """Let leave what leaves now, at once and in the digest."""
        self._limit(now)
        at_once = [one for one in self.waiting if not one.in_digest and one.leaves <= now]
        digest = [
            one
            for one in self.waiting
            if one.in_digest and one.leaves <= now and self._is_digest_time(one.region, now)
        ]
        for together in (at_once, digest):
            self.waiting = [one for one in self.waiting if one not in together]
            addressed = defaultdict(list)
            for one in together:
                addressed[one.address].append(one)
            for address, waiting in sorted(addressed.items()):
                if any(one.hits(address, now) for one in self.refusing):
                    for one in waiting:
                        refused(one)
                    continue
                notices = tuple(sorted(one.notice for one in waiting))
                self.messages.append(Message(now, address, notices))
                for one in waiting:
                    told(one)

    def _limit(self, now: datetime) -> None:
        """To whom too many messages went in the hour before waits for the next digest."""
        for one in self.waiting:
            if not one.in_digest and one.leaves <= now:
                before = [
                    message
                    for message in self.messages
                    if message.address == one.address and now - AN_HOUR < message.at < now
                ]
                one.in_digest = len(before) >= self.policy["messages_an_hour"]

    def _is_digest_time(self, region: str, now: datetime) -> bool:
        day = self.world.day(region, now)
        at = self.world.instant(region, day, self.policy["digest_at"])
        return now == at and self.world.calendar(region).is_workday(day)

    def _full_multiple(self, due: datetime) -> datetime:
        grace = self.policy["grace_seconds"]
        if not grace:
            return due
        return datetime.fromtimestamp(ceil(due.timestamp() / grace) * grace, tz=due.tzinfo)

    def _after_quiet(self, region: str, due: datetime) -> datetime:
        begins = time.fromisoformat(self.policy["day_begins"])
        quiet = time.fromisoformat(self.policy["quiet_from"])
        if begins == quiet:
            return due
        clock, day = due.astimezone(self.world.zone(region)).time(), self.world.day(region, due)
        if clock < begins and not begins > quiet > clock:
            return self.world.instant(region, day, self.policy["day_begins"])
        if clock >= quiet and quiet > begins:
            return self.world.instant(region, day + A_DAY, self.policy["day_begins"])
        return due
