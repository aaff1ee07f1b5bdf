"""A mail server that takes mails, knows when, refuses some addresses, and can be down."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from email import message_from_bytes
from typing import NamedTuple

from aiosmtpd.smtp import SMTP, Envelope, Session

from notifier.channels.email.senders import SmtpServer


class Mail(NamedTuple):
    """One that was taken."""

    at: datetime
    address: str
    message_id: str


class Gone(asyncio.Protocol):
    """Of a server that is down: who connects is hung up on."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()


class MailPost:
    """Handler of a server of aiosmtpd; `now` is the clock of the simulation."""

    def __init__(self, now: Callable[[], datetime], refuses: Callable[[str], bool]) -> None:
        self.now, self.refuses = now, refuses
        self.taken: list[Mail] = []
        self.is_down = False

    async def handle_RCPT(  # the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses(address.lower()):
            return "550 5.1.1 no such address"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        message_id = str(message_from_bytes(content)["Message-ID"]).strip()
        for address in envelope.rcpt_tos:
            self.taken.append(Mail(self.now(), address.lower(), message_id))
        return "250 OK"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[SmtpServer]:
        """The server, listening."""
        listening = await asyncio.get_running_loop().create_server(
            lambda: Gone() if self.is_down else SMTP(self, enable_SMTPUTF8=True), "127.0.0.1", 0
        )
        async with listening:
            port = listening.sockets[0].getsockname()[1]
            yield SmtpServer(
                "127.0.0.1", port, False, None, None, "aksi@kukarkab.example", command_seconds=5.0
            )
