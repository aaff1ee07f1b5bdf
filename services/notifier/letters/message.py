"""A letter as a mail: headers, plain text, HTML with its curve as a picture, and the PDF.

Names and titles come from workbooks with any text in them: in a header they are the words of
`notifier.channels.email.headers`, in HTML they are escaped.
"""

from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from itertools import starmap
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from chassis.web import figures
from contracts import CouncilLetter
from contracts.wording import PILLARS
from contracts.words import Status
from notifier.channels.channel import Written
from notifier.channels.email.address import AddressNotValid, address, one_line
from notifier.channels.email.headers import LONGEST_LINE, header, mailbox_words, text_words
from notifier.letters import wording
from notifier.letters.letter_delivery import LetterDelivery
from notifier.letters.picture import curve_picture

POINTS_TOLD = 4
"""Ends of months that are told as figures, today's point among them."""


class LetterNotWritten(Exception):
    """No mail can be addressed to this; `args[0]` is the reason."""


def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("notifier.letters"),
        autoescape=select_autoescape(enabled_extensions=("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., str]] = {
        "line": one_line,
        "day": lambda when: figures.day(when, "id"),
        "rupiah": lambda amount: figures.rupiah(amount, "id"),
        "points": lambda number: figures.points(number, "id"),
        "percent": wording.percent,
        "compared": wording.compared,
        "trouble": wording.trouble,
    }
    templates.filters |= filters
    return templates


_TEMPLATES = _templates()


class LetterWriter:
    """Writes letters that come from one sender and link to one portal."""

    def __init__(self, sender: Address, portal: str) -> None:
        self.sender = sender
        self._portal = portal.rstrip("/")

    def written(self, letter: CouncilLetter, delivery: LetterDelivery, now: datetime) -> Written:
        """The mail of a delivery. Raises `LetterNotWritten`."""
        try:
            to = address(delivery.name, delivery.recipient)
        except AddressNotValid as error:
            raise LetterNotWritten(str(error)) from error
        subject = wording.subject(letter)
        list_id = f"Surat mingguan Dewan <surat-dewan.peringatan-rencana-aksi.{self.sender.domain}>"
        headers = [
            ("From", mailbox_words(self.sender)),
            ("To", mailbox_words(to)),
            ("Subject", text_words(subject)),
            ("Date", format_datetime(now).split()),
            ("Message-ID", [delivery.message_id]),
            ("Auto-Submitted", ["auto-generated"]),
            ("Precedence", ["bulk"]),
            ("List-Id", list_id.split()),
            ("Content-Language", ["id"]),
        ]
        facts = self._facts(letter, delivery)
        plain = _TEMPLATES.get_template("council_letter.txt").render(facts)
        lines = "".join(starmap(header, headers)).encode()
        return Written(
            key=delivery.key,
            subject=subject,
            plain=plain,
            mail=lines + _content(letter, plain, facts),
            data=letter.model_dump(mode="json", exclude={"pdf"}),
        )

    def _facts(self, letter: CouncilLetter, delivery: LetterDelivery) -> Mapping[str, Any]:
        zone = ZoneInfo(letter.time_zone)
        today = wording.local_day(letter)
        over = [one for one in letter.curve if one.actual_percent is not None]
        return {
            "letter": letter,
            "greeting": one_line(delivery.name),
            "sentence": wording.on_plan(letter),
            "subject": wording.subject(letter),
            "colour": wording.COLOURS.get(letter.verdict, wording.PLAIN_COLOUR),
            "moment": lambda at: figures.moment(at, letter.time_zone, "id"),
            "today": today,
            "since": letter.since.astimezone(zone).date(),
            "late": letter.quick_wins.count(Status.LATE),
            "pillars": PILLARS,
            "became": wording.BECAME,
            "period_line": wording.period_line(letter),
            "when": wording.when,
            "what": wording.what,
            "points": over[-POINTS_TOLD:],
            "link": f"{self._portal}/kemajuan/surat/{letter.week}",
            "portal": self._portal,
            "has_pdf": bool(letter.pdf),
            "has_picture": len(letter.curve) > 1,
        }


def _content(letter: CouncilLetter, plain: str, facts: Mapping[str, Any]) -> bytes:
    """The parts, with their content headers, which contain no text from outside."""
    content = EmailMessage(policy=SMTP.clone(max_line_length=LONGEST_LINE))
    content.set_content(plain, cte="quoted-printable")
    html = _TEMPLATES.get_template("council_letter.html").render(facts)
    content.add_alternative(html, subtype="html", cte="quoted-printable")
    picture = curve_picture(letter.curve, facts["today"])
    shown = content.get_body(("html",))
    if picture is not None and shown is not None:
        shown.add_related(picture, "image", "png", cid="<kurva>", disposition="inline")
    if letter.pdf:
        name = f"surat-dewan-{letter.region}-{letter.week}.pdf"
        content.add_attachment(b64decode(letter.pdf), "application", "pdf", filename=name)
    return content.as_bytes()
