"""Opens a link of a message, and answers by it: within its end, for who still holds the office."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from chassis.auth.refused import too_many
from chassis.clock import Clock
from notifier.alerting.alert import Alert, Answer, Pause
from notifier.alerting.answering import By
from notifier.delivery.delivery import Delivery
from notifier.directory.offices import Office
from notifier.directory.recipients import mailbox
from notifier.responding.link import Link, LinkNotValid, mailbox_hash
from notifier.responding.links import Links

OPENED_A_MINUTE = parse("60/minute")
"""By one address: an office behind one (NAT) opens its mails at once."""
ANSWERED_A_MINUTE = parse("6/minute")
"""By one link."""


class Standing(StrEnum):
    """What a link is good for now."""

    OPEN = "open"
    ANSWERED = "answered"
    EXPIRED = "expired"
    CLOSED = "closed"
    ANOTHER = "another"
    """The office has another address by now, or the item another agency."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link asks about: `pause` is the answer that holds now, `mailbox` whose the link is."""

    episode: Alert
    office: Office
    mailbox: str
    standing: Standing
    pause: Pause | None


class Episodes(Protocol):
    """Where episodes are read."""

    async def alert(self, alert_id: str) -> Alert | None:
        """One episode; None when there is none of this id."""


class Deliveries(Protocol):
    """Where it is read who was told."""

    async def of_alerts(self, alert_ids: Collection[str]) -> Sequence[Delivery]:
        """The deliveries of the episodes."""


class Answers(Protocol):
    """Where answers take effect."""

    async def acknowledge(
        self, alert_id: str, by: By, until: date | None = None, words: str = ""
    ) -> object:
        """No step is taken until the end of `until`; None: as long as the policy says."""

    async def silence(self, alert_id: str, by: By, until: date, words: str) -> object:
        """No step is taken until the end of `until`, because of `words`."""

    async def hand_over(self, alert_id: str, by: By, office: Office, words: str) -> object:
        """Tell another office, with `words`."""


Mailboxes = Callable[[Office, str, str], Awaitable[Collection[str]]]
"""Who holds an office for an agency of a region, as mailboxes."""


class Responding:
    """Answers by link."""

    def __init__(
        self,
        *,
        links: Links,
        episodes: Episodes,
        deliveries: Deliveries,
        mailboxes: Mailboxes,
        answers: Answers,
        clock: Clock,
    ) -> None:
        self._links = links
        self._episodes = episodes
        self._deliveries = deliveries
        self._mailboxes = mailboxes
        self._answers = answers
        self._clock = clock
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    async def open(self, token: str, address: str) -> Asked:
        """What a link asks about, and what it is good for; changes nothing. Raises `LinkNotValid`;
        429.
        """
        self._within(OPENED_A_MINUTE, "open", address)
        return await self._asked(self._links.read(token))

    async def acknowledge(
        self, token: str, address: str, until: date | None = None, words: str = ""
    ) -> Asked:
        """Acknowledge by the link. Where it is good for nothing, or its office has answered, it
        changes nothing. Raises as `open`, and what `Answers` raise.
        """
        link = self._to_answer(token, address)
        asked = await self._asked(link)
        if asked.standing is not Standing.OPEN:
            return asked
        await self._answers.acknowledge(link.alert, _by(asked), until, words)
        return await self._asked(link)

    async def hand_over(self, token: str, address: str, office: Office, words: str) -> Asked:
        """Hand over by the link, also after it was acknowledged; the same a second time changes
        nothing. Raises as `acknowledge`.
        """
        link = self._to_answer(token, address)
        asked = await self._asked(link)
        again = asked.pause is not None and (
            (asked.pause.answer, asked.pause.by, asked.pause.office)
            == (Answer.HANDED_OVER, asked.office, office)
        )
        if asked.standing not in {Standing.OPEN, Standing.ANSWERED} or again:
            return asked
        await self._answers.hand_over(link.alert, _by(asked), office, words)
        return await self._asked(link)

    def _to_answer(self, token: str, address: str) -> Link:
        self._within(OPENED_A_MINUTE, "answer", address)
        link = self._links.read(token)
        self._within(ANSWERED_A_MINUTE, link.alert, link.office, link.mailbox)
        return link

    def _within(self, limit: RateLimitItem, *whose: str) -> None:
        if not self._limiter.hit(limit, *whose):
            raise too_many(60)

    async def _asked(self, link: Link) -> Asked:
        """Raises `LinkNotValid` for an episode that is not kept any more."""
        now = self._clock.now()
        episode = await self._episodes.alert(link.alert)
        box = await self._told(link)
        if episode is None or box is None:
            raise LinkNotValid
        pause = in_force(episode, now.astimezone(ZoneInfo(episode.facts.time_zone)).date())
        if not episode.open:
            standing = Standing.CLOSED
        elif now >= link.expires:
            standing = Standing.EXPIRED
        elif box not in await self._mailboxes(link.office, episode.agency, episode.region):
            standing = Standing.ANOTHER
        else:
            standing = Standing.ANSWERED if pause else Standing.OPEN
        return Asked(episode, link.office, box, standing, pause)

    async def _told(self, link: Link) -> str | None:
        """The mailbox that a link is of; None when it was not told."""
        told = {mailbox(one.recipient) for one in await self._deliveries.of_alerts([link.alert])}
        return next((one for one in told if mailbox_hash(link.alert, one) == link.mailbox), None)


def in_force(episode: Alert, today: date) -> Pause | None:
    """The answer that holds an episode's ladder on this day, the latest one; None without."""
    holding = [one for one in episode.pauses if episode.open and one.until >= today]
    return holding[-1] if holding else None


def _by(asked: Asked) -> By:
    return By(office=asked.office, mailbox=asked.mailbox)
