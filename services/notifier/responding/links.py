"""Gives the links that stand in messages, and reads them: with the one secret of all replicas."""

from datetime import timedelta

from chassis.clock import Clock
from notifier.delivery.delivery import Delivery
from notifier.directory.offices import Office
from notifier.directory.recipients import mailbox
from notifier.responding.link import RESPOND, Link, mailbox_hash, read_link, signed
from notifier.responding.repository import SecretRepository

VALID_FOR = timedelta(days=14)


class Links:
    """Links of messages. `portal` is what an address of ours begins with."""

    def __init__(self, secrets: SecretRepository, clock: Clock, portal: str) -> None:
        self._secrets = secrets
        self._clock = clock
        self._portal = portal.rstrip("/")
        self._secret = b""

    async def prepare(self) -> None:
        """Have the secret. Raises `DatabaseTrouble`."""
        self._secret = await self._secrets.secret()

    def respond_link(self, delivery: Delivery) -> str | None:
        """The page on which a message's reader answers; None for the end of an episode."""
        if delivery.is_closing or not self._secret:
            return None
        link = Link(
            alert=delivery.alert,
            office=Office(delivery.role),
            mailbox=mailbox_hash(delivery.alert, mailbox(delivery.recipient)),
            expires=self._clock.now() + VALID_FOR,
        )
        return self.page(f"{RESPOND}/{signed(link, self._secret)}")

    def page(self, path: str) -> str:
        """A page of ours, as a message says it."""
        return f"{self._portal}{path}"

    def read(self, token: str) -> Link:
        """What a token says, also an expired one. Raises `LinkNotValid`."""
        return read_link(token, self._secret)
