"""A message from its letter: subject, plain text, HTML, the whole mail, and its data. Pure.

Names and titles come from workbooks with any text in them: in a header they are the words of
`notifier.channels.email.headers`, in HTML they are escaped.
"""

from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from itertools import starmap

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from notifier.channels.channel import Written
from notifier.channels.email.address import address, one_line
from notifier.channels.email.headers import LONGEST_LINE, header, mailbox_words, text_words
from notifier.channels.email.letter import Letter, Notice
from notifier.channels.email.summary import summarise
from notifier.channels.email.wording import word

_TEMPLATES = Environment(
    loader=PackageLoader("notifier.channels.email"),
    autoescape=select_autoescape(enabled_extensions=("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["unbroken"] = lambda text: text.replace(" %", "\N{NO-BREAK SPACE}%")
"""No line begins with a percent sign."""
NO_ANSWERS = ("OOF,", "AutoReply")
"""Of other programs: that somebody is away, that a mail came. Bounces are wanted."""


def write(letter: Letter, sender: Address) -> Written:
    """The message as every channel needs it. Raises `AddressNotValid`."""
    alone = letter.is_alone and not letter.is_digest
    said = word(letter.first, letter) if alone else summarise(letter)
    name = "letter" if alone else "summary"
    words = {"wording": said, "greeting": one_line(letter.first.delivery.name)}
    plain = _TEMPLATES.get_template(f"{name}.txt").render(words)
    html = _TEMPLATES.get_template(f"{name}.html").render(words)
    head = "".join(starmap(header, _headers(letter, said.subject, sender)))
    return Written(
        key=letter.key,
        subject=said.subject,
        plain=plain,
        mail=head.encode() + _content(plain, html),
        data=_data(letter, said.subject),
    )


def _headers(
    letter: Letter, subject: str, sender: Address
) -> list[tuple[str, list[str] | tuple[str, ...]]]:
    to = letter.first.delivery
    headers: list[tuple[str, list[str] | tuple[str, ...]]] = [
        ("From", [*mailbox_words(sender)]),
        ("To", [*mailbox_words(address(to.name, to.recipient))]),
        ("Subject", [*text_words(subject)]),
        ("Date", format_datetime(letter.now).split()),
        ("Message-ID", [letter.message_id]),
    ]
    if letter.replies_to is not None:
        headers += [
            ("In-Reply-To", [letter.replies_to]),
            ("References", [letter.replies_to]),
        ]
    list_id = f"Peringatan rencana aksi <peringatan-rencana-aksi.{sender.domain}>"
    return [
        *headers,
        ("Auto-Submitted", ["auto-generated"]),
        ("X-Auto-Response-Suppress", NO_ANSWERS),
        ("Precedence", ["bulk"]),
        ("List-Id", list_id.split()),
        ("Content-Language", ["id"]),
    ]


def _content(plain: str, html: str) -> bytes:
    """Plain text and HTML, with their content headers, which contain no text from outside."""
    content = EmailMessage(policy=SMTP.clone(max_line_length=LONGEST_LINE))
    content.set_content(plain, cte="quoted-printable")
    content.add_alternative(html, subtype="html", cte="quoted-printable")
    return content.as_bytes()


def _data(letter: Letter, subject: str) -> Mapping[str, object]:
    return {
        "kind": "digest" if letter.is_digest else "notice",
        "subject": subject,
        "notices": [_notice_data(one, letter) for one in letter.notices],
    }


def _notice_data(notice: Notice, letter: Letter) -> Mapping[str, object]:
    delivery, subject = notice.delivery, notice.subject
    return {
        "delivery": delivery.key,
        "alert": delivery.alert,
        "rule": delivery.rule,
        "episode": delivery.episode,
        "step": delivery.step,
        "message": delivery.message,
        "office": delivery.role,
        "instead_of": list(delivery.instead_of),
        "words": delivery.words,
        "item_id": subject.item_id,
        "title": subject.title,
        "region": subject.region,
        "agency": subject.agency,
        "due": subject.due.isoformat(),
        "status": subject.to_status,
        "planned_percent": subject.planned_percent,
        "actual_percent": subject.actual_percent,
        "link": letter.link(subject),
        "respond": notice.respond,
    }
