"""A real SMTP server that keeps what it takes, and fails in the ways that servers fail."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from enum import StrEnum
from typing import Any

from aiosmtpd.controller import Controller

from tests.faults.proxy import LOOPBACK

SLOW_SECONDS = 3.0


class Mood(StrEnum):
    """What the server does with a mail."""

    GOOD = "good"
    SLOW = "slow"
    NOT_NOW = "4xx"
    NEVER = "5xx"
    DIES_AFTER_DATA = "dies after DATA"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that the server has taken."""

    message_id: str
    recipient: str


class MailServer:
    """Listens on the loopback `port`."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.mood = Mood.GOOD
        self.taken: list[Mail] = []
        self.met: list[str] = []
        """The texts of the mails that met another mood than a good one."""
        self._lock = threading.Lock()
        self._controller: Controller | None = None

    def start(self) -> None:
        """Take mails; once is enough."""
        if self._controller is not None:
            return
        self._controller = Controller(self, hostname=LOOPBACK, port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Be gone, until the next start."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    @contextmanager
    def in_a(self, mood: Mood) -> Iterator[None]:
        """Behave like that for a while."""
        self.mood = mood
        try:
            yield
        finally:
            self.mood = Mood.GOOD

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take, refuse, or die."""
        mood = self.mood
        if mood is not Mood.GOOD:
            self.met.append(_text(envelope))
        if mood is Mood.SLOW:
            await asyncio.sleep(SLOW_SECONDS)
        if mood in {Mood.NOT_NOW, Mood.NEVER}:
            return "451 try again later" if mood is Mood.NOT_NOW else "554 not wanted"
        self._keep(envelope)
        if mood is Mood.DIES_AFTER_DATA:
            server.transport.abort()
        return "250 OK"

    def _keep(self, envelope: Any) -> None:
        message = message_from_bytes(envelope.original_content, policy=policy.default)
        with self._lock:
            for recipient in envelope.rcpt_tos:
                self.taken.append(Mail(str(message["Message-ID"]), recipient))

    def met_about(self, prefix: str) -> int:
        """How many of them were about items whose codes begin so."""
        return sum(prefix in text for text in self.met)

    def copies(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        with self._lock:
            return Counter(mail.message_id for mail in self.taken)


def _text(envelope: Any) -> str:
    body = message_from_bytes(envelope.original_content, policy=policy.default).get_body(("plain",))
    return str(body.get_content()) if body else ""
