"""A mail from what is known of its alert: headers, plain text, HTML. Pure.

Names and titles come from workbooks that anyone may have typed: in a header they are one
line of printable characters, in HTML they are escaped.
"""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from contracts import StatusChanged
from notifier.address import address, one_line
from notifier.delivery import Delivery
from notifier.wording import KINDS, word

_TEMPLATES = Environment(
    loader=PackageLoader("notifier"),
    autoescape=select_autoescape(enabled_extensions=("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Letter:
    """All that a mail is made of."""

    delivery: Delivery
    facts: StatusChanged
    agency_name: str
    portal: str
    now: datetime


def write(letter: Letter, sender: Address) -> EmailMessage:
    """The mail, ready to hand over; raises `AddressNotValid`."""
    delivery, facts = letter.delivery, letter.facts
    wording = word(delivery.message, facts, letter.agency_name, delivery.role, letter.now)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = address(delivery.name, delivery.recipient)
    mail["Subject"] = wording.subject
    mail["Date"] = letter.now
    mail["Message-ID"] = delivery.message_id
    if delivery.replies_to is not None:
        mail["In-Reply-To"] = delivery.replies_to
        mail["References"] = delivery.replies_to
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["List-Id"] = f"Peringatan rencana aksi <peringatan-rencana-aksi.{sender.domain}>"
    words = {
        "wording": wording,
        "title": one_line(facts.title),
        "greeting": one_line(delivery.name),
        "kind": KINDS[facts.kind],
        "link": f"{letter.portal.rstrip('/')}/items/{quote(facts.item_id, safe='')}",
    }
    mail.set_content(_TEMPLATES.get_template("letter.txt").render(words), cte="quoted-printable")
    mail.add_alternative(
        _TEMPLATES.get_template("letter.html").render(words),
        subtype="html",
        cte="quoted-printable",
    )
    mail["Content-Language"] = "id"  # last: setting the content clears what begins so
    return mail
