"""Hands mail over by SMTP. The only module that imports aiosmtplib."""

import asyncio
from dataclasses import dataclass
from typing import Protocol

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from notifier.channels.email.address import one_line
from notifier.delivery.delivery import Stage, is_final

MAIL_SECONDS = 150.0


class NotHandedOver(Exception):
    """The server has not taken the mail. `final`: a retry cannot help; `args[0]` is the reason."""

    def __init__(self, why: str, *, final: bool) -> None:
        super().__init__(why)
        self.final = final


class MailConnection(Protocol):
    """A connection that hands over one mail after another."""

    async def hand_over(self, mail: bytes, recipient: str) -> None:
        """Returns when the server has taken the mail; raises `NotHandedOver`."""

    async def close(self) -> None:
        """Close the connection; the next mail opens a new one."""


class Sender(Protocol):
    """Creates connections."""

    def connection(self) -> MailConnection:
        """A new connection, not yet open."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """The mail server, and the user and address that mails are sent with.

    `tls`: from the first byte on (smtps). Without it STARTTLS is used when the server offers it,
    and is required when a user is set.
    """

    host: str
    port: int
    tls: bool
    user: str | None
    password: str | None
    mail_from: str
    command_seconds: float = 10.0
    answer_seconds: float = 120.0
    """Timeout of the answer to a mail: a server that filters before it answers has already stored
    the mail.
    """

    def connection(self) -> "SmtpConnection":
        """A new connection, not yet open."""
        return SmtpConnection(self)

    async def open(self) -> SMTP:
        """Connect, encrypt and log in. Raises `SMTPException` or `OSError`."""
        start_tls = None if self.tls or self.user is None else True
        smtp = SMTP(
            hostname=self.host,
            port=self.port,
            use_tls=self.tls,
            start_tls=False if self.tls else start_tls,
            username=self.user,
            password=self.password,
            timeout=self.command_seconds,
        )
        await smtp.connect()
        return smtp


class SmtpConnection:
    """One SMTP connection, opened for the first mail of a burst and used for the rest."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server
        self._smtp: SMTP | None = None

    async def hand_over(self, mail: bytes, recipient: str) -> None:
        """Returns when the server has taken the mail; raises `NotHandedOver`."""
        try:
            async with asyncio.timeout(MAIL_SECONDS):
                await self._hand_over(mail, recipient)
        except (SMTPException, OSError, TimeoutError, ValueError) as error:
            trouble = not_handed_over(error)
            if not trouble.final:
                await self.close()
            raise trouble from error

    async def _hand_over(self, mail: bytes, recipient: str) -> None:
        if self._smtp is None or not self._smtp.is_connected:
            self._smtp = await self._server.open()
        sender = self._server.mail_from
        is_ascii = mail.isascii() and sender.isascii() and recipient.isascii()
        await self._smtp.sendmail(
            sender,
            [recipient],
            mail,
            mail_options=() if is_ascii else ("SMTPUTF8", "BODY=8BITMIME"),
            timeout=self._server.answer_seconds,
        )

    async def close(self) -> None:
        """Close the connection, within a second at the most."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            async with asyncio.timeout(1):
                await smtp.quit()
        except (SMTPException, OSError, TimeoutError):
            smtp.close()


def not_handed_over(error: Exception) -> NotHandedOver:
    """The `NotHandedOver` for an error of the mail transaction."""
    if isinstance(error, SMTPRecipientsRefused) and error.recipients:
        refused = error.recipients[0]
        return _answered(Stage.RECIPIENT, refused.code, refused.message)
    if isinstance(error, SMTPDataError):
        return _answered(Stage.CONTENT, error.code, error.message)
    if isinstance(error, SMTPSenderRefused):
        return _answered(Stage.SENDER, error.code, error.message)
    if isinstance(error, SMTPResponseException):
        return _answered(Stage.CONNECTION, error.code, error.message)
    if isinstance(error, SMTPNotSupported) and "SMTPUTF8" in str(error):
        return NotHandedOver("the mail server takes no such address (no SMTPUTF8)", final=True)
    reply = one_line(str(error)) or "no answer in time"
    return NotHandedOver(f"{type(error).__name__}: {reply}"[:300], final=False)


def _answered(stage: Stage, code: int, text: str) -> NotHandedOver:
    reply = one_line(text)[:280]
    return NotHandedOver(f"{code} {reply} ({stage})", final=is_final(stage, code))
