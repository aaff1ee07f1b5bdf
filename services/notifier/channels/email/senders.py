"""Hands mail over by SMTP. The only module that imports aiosmtplib."""

import asyncio
from dataclasses import dataclass
from enum import StrEnum

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from notifier.channels.channel import NotHandedOver, Trouble, Written
from notifier.channels.email.address import one_line

MAIL_SECONDS = 150.0


class Stage(StrEnum):
    """How far a mail transaction got before the server refused it."""

    CONNECTION = "connection"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


class StartTls(StrEnum):
    """Whether a connection that is not encrypted from the first byte on becomes so."""

    OFF = "off"
    OPPORTUNISTIC = "opportunistic"
    """When the server offers it."""
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """The mail server, and the user and address that mails are sent with.

    `tls`: from the first byte on (smtps). Without it `start_tls` decides; with a user it is
    required, so that no password is sent in the clear.
    """

    host: str
    port: int
    tls: bool
    user: str | None
    password: str | None
    mail_from: str
    start_tls: StartTls = StartTls.OPPORTUNISTIC
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
        smtp = SMTP(
            hostname=self.host,
            port=self.port,
            use_tls=self.tls,
            start_tls=self._start_tls,
            username=self.user,
            password=self.password,
            timeout=self.command_seconds,
        )
        await smtp.connect()
        return smtp

    @property
    def _start_tls(self) -> bool | None:
        if self.tls:
            return False
        if self.user is not None or self.start_tls is StartTls.REQUIRED:
            return True
        return None if self.start_tls is StartTls.OPPORTUNISTIC else False


class SmtpConnection:
    """One SMTP connection, opened for the first mail of a burst and used for the rest."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server
        self._smtp: SMTP | None = None

    async def hand_over(self, written: Written, address: str) -> None:
        """Returns when the server has taken the mail; raises `NotHandedOver`."""
        reached = False
        try:
            async with asyncio.timeout(MAIL_SECONDS):
                smtp = await self._opened()
                reached = True
                await self._hand_over(smtp, written.mail, address)
        except (SMTPException, OSError, TimeoutError, ValueError) as error:
            trouble = not_handed_over(error, reached=reached)
            if not trouble.final:
                await self.close()
            raise trouble from error

    async def _opened(self) -> SMTP:
        if self._smtp is None or not self._smtp.is_connected:
            self._smtp = await self._server.open()
        return self._smtp

    async def _hand_over(self, smtp: SMTP, mail: bytes, recipient: str) -> None:
        sender = self._server.mail_from
        is_ascii = mail.isascii() and sender.isascii() and recipient.isascii()
        await smtp.sendmail(
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


def not_handed_over(error: Exception, *, reached: bool = True) -> NotHandedOver:
    """The `NotHandedOver` for an error of the mail transaction; `reached`: the server was there."""
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
    return NotHandedOver(
        f"{type(error).__name__}: {reply}"[:300],
        final=False,
        trouble=Trouble.SERVER if reached else Trouble.UNREACHED,
    )


def is_final(stage: Stage, code: int) -> bool:
    """Whether a server's answer is a permanent failure of a message.

    Only a 5xx about this recipient or this message is. A 5xx while connecting, authenticating or
    naming the sender is about our settings or the server, and would end every message: it is
    retried until that is repaired.
    """
    return stage in (Stage.RECIPIENT, Stage.CONTENT) and 500 <= code < 600


def _answered(stage: Stage, code: int, text: str) -> NotHandedOver:
    """A refusal: the server has said that it did not take the mail."""
    is_ours = stage in (Stage.RECIPIENT, Stage.CONTENT)
    return NotHandedOver(
        f"{code} {one_line(text)[:280]} ({stage})",
        final=is_final(stage, code),
        trouble=Trouble.MESSAGE if is_ours else Trouble.UNREACHED,
    )
