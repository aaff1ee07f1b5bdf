"""Letters to look at."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

from notifier.alerting.facts import Facts
from notifier.channels.email.letter import Letter, Notice
from notifier.channels.email.message import write
from notifier.delivery.delivery import Delivery
from notifier.delivery.writing import monday_to_friday
from tests.unit.notifier.delivery.episodes import a_notice
from tests.unit.notifier.given import DOMAIN
from tests.unit.notifier.mail_readers import received

SENDER = Address("Rencana Aksi Kukar", "aksi", DOMAIN)
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
LINE = a_notice()
OFFICES = ("officer", "verifier", "head", "delivery_team", "secretary", "council")
AGENCY = "Dinas Komunikasi dan Informatika"
NO_BREAK = "\N{NO-BREAK SPACE}"


def noticed(subject: Facts, delivery: Delivery = LINE, **more: Any) -> Notice:
    return Notice(**{"delivery": delivery, "subject": subject, "agency_name": AGENCY, **more})


def letter(*notices: Notice, **more: Any) -> Letter:
    raw: dict[str, Any] = {
        "portal": "https://aksi.example/",
        "all_alerts": "https://aksi.example/peringatan",
        "now": NOW,
        "key": notices[0].delivery.key,
        "message_id": notices[0].delivery.message_id,
        "is_digest": False,
        "working_days_left": monday_to_friday,
    }
    return Letter(notices=notices, **{**raw, **more})


def mail_of(subject: Facts, delivery: Delivery = LINE, **more: Any) -> bytes:
    """The mail of one notice."""
    return write(letter(noticed(subject, delivery, **more)), SENDER).mail


def written(of: Letter) -> EmailMessage:
    return received(write(of, SENDER).mail)


def bodies(mail: EmailMessage) -> tuple[str, str]:
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    return str(plain.get_content()), str(html.get_content()).replace(NO_BREAK, " ")


def texts(of: Letter) -> Sequence[str]:
    """Subject, plain text and HTML."""
    mail = written(of)
    return (str(mail["Subject"]), *bodies(mail))
