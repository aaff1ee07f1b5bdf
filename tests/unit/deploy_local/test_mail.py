from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from deploy.local.mail import Mailbox

AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def mail() -> bytes:
    message = EmailMessage()
    message["From"] = "aksi@kukar.example"
    message["To"] = "kepala@diskominfo.example"
    message["Subject"] = "Quick win terlambat: Pasar Daring — 3 hari"
    message["Message-ID"] = "<late.QW-01.3@aksi>"
    message.set_content("Pasar Daring terlambat.\n")
    message.add_alternative("<p>Pasar Daring terlambat.</p>", subtype="html")
    message.add_attachment(b"%PDF", "application", "pdf", filename="surat.pdf")
    return message.as_bytes().replace(b"\n", b"\r\n")


def test_a_caught_mail_is_shown_with_all_that_a_reader_asks_for(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path, lambda: AT)
    mailbox.keep("aksi@kukar.example", ["kepala@diskominfo.example"], mail())
    (shown,) = mailbox.messages()
    assert shown["text"].strip() == "Pasar Daring terlambat."
    assert "<p>Pasar Daring" in shown["html"]
    del shown["text"], shown["html"]
    assert shown == {
        "from": "aksi@kukar.example",
        "to": "kepala@diskominfo.example",
        "subject": "Quick win terlambat: Pasar Daring — 3 hari",
        "message_id": "<late.QW-01.3@aksi>",
        "attachments": [{"name": "surat.pdf", "bytes": 4}],
        "received_at": "2026-03-04T05:06:07Z",
    }


def test_caught_mails_outlive_the_catcher_in_their_order(tmp_path: Path) -> None:
    first = Mailbox(tmp_path, lambda: AT)
    for name in ("satu", "dua"):
        first.keep("a@b", [f"{name}@b"], mail())
    again = Mailbox(tmp_path, lambda: AT)
    again.keep("a@b", ["tiga@b"], mail())
    assert [shown["to"] for shown in again.messages()] == ["satu@b", "dua@b", "tiga@b"]
    assert Mailbox(tmp_path, lambda: AT).messages() == again.messages()


def test_an_emptied_mailbox_stays_empty(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path, lambda: AT)
    mailbox.keep("a@b", ["satu@b"], mail())
    mailbox.empty()
    assert mailbox.messages() == Mailbox(tmp_path, lambda: AT).messages() == []
