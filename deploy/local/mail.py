"""The mail catcher: a real SMTP server that delivers nothing and shows what it got.

GET /messages answers a list, oldest first; DELETE /messages empties it. Run as
`python -m deploy.local.mail --smtp-port P --http-port P --keep FOLDER`.
"""

import argparse
import json
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from deploy.local.ports import LOOPBACK

ENVELOPE_TO = "X-Envelope-To"
ENVELOPE_FROM = "X-Envelope-From"
_STAMP = "%Y%m%dT%H%M%S.%fZ"


class Mailbox:
    """Caught mails, each an .eml file in `folder`, so that they survive a restart."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._now = now
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)
        self._messages = [shown(path) for path in sorted(folder.glob("*.eml"))]

    def keep(self, sender: str, recipients: list[str], content: bytes) -> None:
        """Store one mail with its envelope."""
        with self._lock:
            stamp = self._now().strftime(_STAMP)
            path = self._folder / f"{stamp}-{len(self._messages):06}.eml"
            envelope = f"{ENVELOPE_FROM}: {sender}\r\n{ENVELOPE_TO}: {', '.join(recipients)}\r\n"
            path.write_bytes(envelope.encode() + content)
            self._messages.append(shown(path))

    def messages(self) -> list[dict[str, Any]]:
        """All stored mails, oldest first."""
        with self._lock:
            return list(self._messages)

    def empty(self) -> None:
        """Delete every mail."""
        with self._lock:
            for path in self._folder.glob("*.eml"):
                path.unlink()
            self._messages.clear()


def shown(path: Path) -> dict[str, Any]:
    """A stored mail as GET /messages returns it."""
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    stamp = path.name.partition("-")[0]
    received = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    return {
        "from": message[ENVELOPE_FROM],
        "to": message[ENVELOPE_TO],
        "subject": str(message["Subject"] or ""),
        "message_id": str(message["Message-ID"] or ""),
        "text": _part(message, "plain"),
        "html": _part(message, "html"),
        "attachments": [
            {"name": one.get_filename(), "bytes": len(one.get_payload(decode=True) or b"")}
            for one in message.iter_attachments()
        ],
        "received_at": received.isoformat().replace("+00:00", "Z"),
    }


def _part(message: EmailMessage, kind: str) -> str | None:
    body = message.get_body((kind,))
    return None if body is None else str(body.get_content())


class Receiver:
    """aiosmtpd's handler: accepts every mail."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Store the received mail."""
        self._mailbox.keep(envelope.mail_from, envelope.rcpt_tos, envelope.original_content)
        return "250 OK"


def pages(mailbox: Mailbox) -> type[BaseHTTPRequestHandler]:
    """The request handler class for the mailbox over HTTP."""

    class Pages(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Return the list of mails."""
            if self.path.rstrip("/") not in ("", "/messages"):
                self._answer(HTTPStatus.NOT_FOUND, {"detail": "GET /messages"})
                return
            self._answer(HTTPStatus.OK, mailbox.messages())

        def do_DELETE(self) -> None:
            """Empty the mailbox."""
            mailbox.empty()
            self._answer(HTTPStatus.OK, [])

        def log_message(self, format: str, *args: Any) -> None:
            """No access log: every test polls many times."""

        def _answer(self, status: HTTPStatus, body: object) -> None:
            content = json.dumps(body, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Pages


def main() -> None:
    """Serve SMTP and HTTP until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local.mail", description=__doc__)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--keep", type=Path, required=True)
    wanted = parser.parse_args()
    mailbox = Mailbox(wanted.keep, lambda: datetime.now(UTC))
    smtp = Controller(Receiver(mailbox), hostname=LOOPBACK, port=wanted.smtp_port)
    http = ThreadingHTTPServer((LOOPBACK, wanted.http_port), pages(mailbox))
    smtp.start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=http.shutdown).start())
    http.serve_forever()
    smtp.stop()


if __name__ == "__main__":
    main()
