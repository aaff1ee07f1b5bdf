"""The test message: says that it is one, by whom and when. Pure."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from itertools import starmap
from zoneinfo import ZoneInfo

from babel.dates import format_datetime as format_moment

from notifier.channels.channel import Written
from notifier.channels.email.address import address, one_line
from notifier.channels.email.headers import LONGEST_LINE, header, mailbox_words, text_words

SUBJECT = "[UJI] Pesan uji peringatan rencana aksi"


def write_test(
    *, key: str, name: str, email: str, sender: Address, by: str, now: datetime, zone: str
) -> Written:
    """A test message to an address. Raises `AddressNotValid`."""
    plain = _plain(one_line(name), one_line(by), now, zone)
    message_id = f"<{sha256(key.encode()).hexdigest()[:40]}@{sender.domain}>"
    headers = [
        ("From", mailbox_words(sender)),
        ("To", mailbox_words(address(name, email))),
        ("Subject", text_words(SUBJECT)),
        ("Date", format_datetime(now).split()),
        ("Message-ID", [message_id]),
        ("Auto-Submitted", ["auto-generated"]),
        ("Content-Language", ["id"]),
    ]
    content = EmailMessage(policy=SMTP.clone(max_line_length=LONGEST_LINE))
    content.set_content(plain, cte="quoted-printable")
    mail = "".join(starmap(header, headers)).encode() + content.as_bytes()
    data = {"kind": "test", "by": by, "at": now.isoformat()}
    return Written(key, SUBJECT, plain, mail, data)


def _plain(name: str, by: str, now: datetime, zone: str) -> str:
    local = now.astimezone(ZoneInfo(zone))
    at = format_moment(local, "d MMMM y 'pukul' HH.mm", locale="id")
    return (
        f"Yth. {name},\n\n"
        f"Ini pesan uji, dikirim oleh akun {by} pada {at}. Bila Anda membacanya, peringatan "
        "rencana aksi sampai ke alamat ini.\n\n"
        "Tidak ada yang perlu dilakukan. Pesan ini dikirim otomatis; mohon tidak dibalas.\n"
    )
