"""What a report says about a mail that could not be delivered (RFC 3464). Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message

from notifier.channels.email.address import one_line
from notifier.directory.recipients import mailbox

WHY_MOST = 200
PARTS_MOST = 50
"""Of a report: it has three, and its attachments."""
_STATUS = re.compile(r"([245])\.\d{1,3}\.\d{1,3}")
_ORIGINALS = frozenset(
    {"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"}
)
_REPORTS = frozenset({"message/delivery-status", "message/global-delivery-status"})


class NotAReport(Exception):
    """This mail does not report what became of another; `args[0]` says what it lacks."""


@dataclass(frozen=True, slots=True)
class Failed:
    """An address that could not be reached: its `mailboxes` are the one that was written to, and
    that to which it was passed on. `final`: a retry cannot help (status 5.x.x).
    """

    mailboxes: frozenset[str]
    why: str
    final: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The addresses that the mail with this Message-ID did not reach; none where it is only late,
    or has arrived.
    """

    message_id: str
    failed: tuple[Failed, ...]


def read_report(mail: bytes) -> Report:
    """The report in a mail. Raises `NotAReport`."""
    try:
        parts = list(_parts(message_from_bytes(mail)))
    except RecursionError:
        raise NotAReport("its parts are nested too deeply") from None
    fields = [
        group
        for part in parts
        if part.get_content_type() in _REPORTS
        for group in _groups(part)
        if group.get("Action") is not None
    ]
    if not fields:
        raise NotAReport("it has no delivery status (RFC 3464)")
    originals = (_original(part) for part in parts if part.get_content_type() in _ORIGINALS)
    message_id = next((found for one in originals if (found := _field(one, "Message-ID"))), "")
    if not message_id:
        raise NotAReport("it does not say of which mail (no Message-ID of the original)")
    failed = (_failed(one) for one in fields if _field(one, "Action").lower() == "failed")
    return Report(message_id, tuple(failed))


def _parts(message: Message) -> Iterator[Message]:
    """The parts of a mail, without those of the mail that is attached to it."""
    payload = message.get_payload()
    if message.get_content_maintype() != "multipart" or not isinstance(payload, list):
        yield message
        return
    for part in payload[:PARTS_MOST]:
        if isinstance(part, Message):
            yield part


def _groups(part: Message) -> Iterator[Message]:
    """The groups of fields of a delivery status: of the international one (RFC 6533) the parser
    reads the first group as the head of a mail, and what follows as its text.
    """
    payload = part.get_payload()
    groups = (
        [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []
    )
    for group in groups:
        yield group
        below = group.get_payload()
        for text in re.split(r"\n\s*\n", below) if isinstance(below, str) else ():
            yield message_from_string(text.lstrip())


def _original(part: Message) -> Message:
    """The mail that a report is about, or its headers."""
    payload = part.get_payload()
    if isinstance(payload, list) and payload and isinstance(payload[0], Message):
        return payload[0]
    raw = part.get_payload(decode=True)
    return message_from_bytes(raw if isinstance(raw, bytes) else b"")


def _failed(group: Message) -> Failed:
    status = _STATUS.search(_field(group, "Status"))
    named = (_address(_field(group, name)) for name in ("Original-Recipient", "Final-Recipient"))
    told = _field(group, "Diagnostic-Code").partition(";")[2].strip()
    code = status[0] if status else ""
    return Failed(
        frozenset(mailbox(one) for one in named if one),
        f"returned: {code} {told}".strip()[:WHY_MOST],
        final=bool(status and status[1] == "5"),
    )


def _address(field: str) -> str:
    """An address without its type, as in `rfc822; head@agency.example`."""
    return field.partition(";")[2].strip().strip("<>")


def _field(group: Message, name: str) -> str:
    return one_line(str(group.get(name, "")))
