"""A mail from its delivery and its alert: headers, plain text, HTML. Pure.

Names and titles come from workbooks with any text in them: in a header they are the words of
`notifier.channels.email.headers`, in HTML they are escaped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from itertools import starmap
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from contracts import StatusChanged
from contracts.wording import KINDS
from notifier.channels.email.address import address, one_line
from notifier.channels.email.headers import LONGEST_LINE, header, mailbox_words, text_words
from notifier.channels.email.wording import word
from notifier.delivery.delivery import Delivery

_TEMPLATES = Environment(
    loader=PackageLoader("notifier.channels.email"),
    autoescape=select_autoescape(enabled_extensions=("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Letter:
    """The content of a mail."""

    delivery: Delivery
    facts: StatusChanged
    agency_name: str
    portal: str
    now: datetime


def write(letter: Letter, sender: Address) -> bytes:
    """The mail as it is sent, with its line ends. Raises `AddressNotValid`."""
    delivery, facts = letter.delivery, letter.facts
    wording = word(delivery.message, facts, letter.agency_name, delivery.role, letter.now)
    headers = [
        ("From", mailbox_words(sender)),
        ("To", mailbox_words(address(delivery.name, delivery.recipient))),
        ("Subject", text_words(wording.subject)),
        ("Date", format_datetime(letter.now).split()),
        ("Message-ID", [delivery.message_id]),
    ]
    if delivery.replies_to is not None:
        headers += [("In-Reply-To", [delivery.replies_to]), ("References", [delivery.replies_to])]
    list_id = f"Peringatan rencana aksi <peringatan-rencana-aksi.{sender.domain}>"
    headers += [
        ("Auto-Submitted", ["auto-generated"]),
        ("X-Auto-Response-Suppress", ["All"]),
        ("List-Id", list_id.split()),
        ("Content-Language", ["id"]),
    ]
    words = {
        "wording": wording,
        "title": one_line(facts.title),
        "greeting": one_line(delivery.name),
        "kind": KINDS[facts.kind],
        "link": f"{letter.portal.rstrip('/')}/kemajuan/butir/{quote(facts.item_id, safe='')}",
    }
    return "".join(starmap(header, headers)).encode() + _content(words)


def _content(words: Mapping[str, object]) -> bytes:
    """Plain text and HTML, with their content headers, which contain no text from outside."""
    content = EmailMessage(policy=SMTP.clone(max_line_length=LONGEST_LINE))
    plain = _TEMPLATES.get_template("letter.txt").render(words)
    html = _TEMPLATES.get_template("letter.html").render(words)
    content.set_content(plain, cte="quoted-printable")
    content.add_alternative(html, subtype="html", cte="quoted-printable")
    return content.as_bytes()
