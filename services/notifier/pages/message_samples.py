"""Messages with made-up facts, as a reader gets them. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

from chassis.text import Text


@dataclass(frozen=True, slots=True)
class Sample:
    """A message by a name for its address; `mail` as it would be handed over."""

    name: str
    title: Text
    mail: bytes


Samples = Callable[[], Sequence[Sample]]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a reader sees of a mail; `html` is empty where it has none."""

    subject: str
    plain: str
    html: str


def preview(mail: bytes) -> Preview:
    """What a reader sees of a mail: read from the mail itself, not from what it was made of."""
    message = message_from_bytes(mail, policy=SMTP)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the policy says so
    return Preview(str(message["Subject"] or ""), _part(message, "plain"), _part(message, "html"))


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    content = part.get_content() if part is not None else ""
    return content if isinstance(content, str) else ""
