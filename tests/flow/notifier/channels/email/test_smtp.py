"""Mail handed over to a real SMTP server, and everything that one can answer."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP as SMTP_LINES
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from notifier.channels.channel import NotHandedOver, Trouble, Written
from notifier.channels.email.senders import SmtpConnection, SmtpServer, StartTls

NOBODY = "tidak-ada@kukar.example"
FULL = "penuh@kukar.example"
SOMEONE = "kepala@kukar.example"


class Receiver:
    """Refuses two recipients and one subject; counts its connections."""

    def __init__(self) -> None:
        self.connections = 0
        self.taken: list[tuple[str | None, list[str], bytes]] = []
        self.drops_next = False
        self.passwords_seen: list[object] = []
        self.encrypted: list[bool] = []

    def authenticate(self, *seen: object) -> AuthResult:
        self.passwords_seen.append(seen)
        return AuthResult(success=True)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return answers

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if address == NOBODY:
            return "550 5.1.1 no such user"
        if address == FULL:
            return "450 4.2.2 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.drops_next:
            self.drops_next = False
            assert server.transport is not None
            server.transport.close()
            return "250 never heard"
        content = envelope.original_content or b""
        if b"iklan" in content:
            return "554 5.7.1 looks like spam"
        self.encrypted.append(session.ssl is not None)
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, content))
        return "250 OK"


@pytest.fixture
async def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def server(receiver: Receiver) -> AsyncIterator[SmtpServer]:
    listening = await asyncio.get_running_loop().create_server(
        lambda: SMTP(
            receiver,
            enable_SMTPUTF8=False,
            auth_require_tls=False,
            authenticator=receiver.authenticate,
        ),
        "127.0.0.1",
        0,
    )
    async with listening:
        yield at(listening.sockets[0].getsockname()[1])


def at(port: int, seconds: float = 10.0) -> SmtpServer:
    return SmtpServer(
        host="127.0.0.1",
        port=port,
        tls=False,
        user=None,
        password=None,
        mail_from="aksi@kukar.example",
        command_seconds=seconds,
        answer_seconds=seconds,
    )


@pytest.fixture
async def connection(server: SmtpServer) -> AsyncIterator[SmtpConnection]:
    opened = server.connection()
    yield opened
    await opened.close()


def mail(subject: str = "[TERLAMBAT] Layanan") -> Written:
    one = EmailMessage()
    one["Subject"] = subject
    one["From"] = "Aksi <aksi@kukar.example>"
    one["To"] = SOMEONE
    one["Message-ID"] = "<abc@kukar.example>"
    one.set_content("Yth. Kepala Dinas,")
    return as_written(one.as_bytes(policy=SMTP_LINES))


def as_written(octets: bytes) -> Written:
    return Written(key="k", subject="s", plain="p", mail=octets, data={})


async def test_a_burst_goes_over_one_connection(
    connection: SmtpConnection, receiver: Receiver
) -> None:
    for _ in range(5):
        await connection.hand_over(mail(), SOMEONE)
    assert receiver.connections == 1
    assert len(receiver.taken) == 5
    sender, recipients, content = receiver.taken[0]
    assert (sender, recipients) == ("aksi@kukar.example", [SOMEONE])
    assert b"Message-ID: <abc@kukar.example>" in content


@pytest.mark.parametrize(
    ("offered", "final", "why"),
    [
        (("x", NOBODY), True, "550 5.1.1 no such user (recipient)"),
        (("x", FULL), False, "450 4.2.2 mailbox full (recipient)"),
        (("iklan", SOMEONE), True, "554 5.7.1 looks like spam (content)"),
        (("x", "kepala@désa.example"), True, "SMTPUTF8"),
    ],
)
async def test_what_a_server_refuses_is_said_and_the_next_mail_goes_through(
    connection: SmtpConnection,
    receiver: Receiver,
    offered: tuple[str, str],
    final: bool,
    why: str,
) -> None:
    subject, recipient = offered
    with pytest.raises(NotHandedOver) as refused:
        await connection.hand_over(mail(subject), recipient)
    assert refused.value.final is final
    assert why in str(refused.value)
    await connection.hand_over(mail(), SOMEONE)
    assert len(receiver.taken) == 1
    assert receiver.connections == (1 if final else 2), "only after trouble is it opened anew"


async def test_a_mail_arrives_octet_by_octet_as_it_was_written(
    connection: SmtpConnection, receiver: Receiver
) -> None:
    written = b"Subject: =?utf-8?b?YQ0KQmNjOiBi?=\r\nTo: x\r\n =?utf-8?b?eA==?=\r\n\r\n.a\r\n..\r\n"
    await connection.hand_over(as_written(written), SOMEONE)
    assert receiver.taken[0][2] == written


async def test_a_connection_that_breaks_is_opened_again_for_the_next_mail(
    connection: SmtpConnection, receiver: Receiver
) -> None:
    receiver.drops_next = True
    with pytest.raises(NotHandedOver) as trouble:
        await connection.hand_over(mail(), SOMEONE)
    assert not trouble.value.final
    assert trouble.value.trouble is Trouble.SERVER, "it may have the mail"
    await connection.hand_over(mail(), SOMEONE)
    assert len(receiver.taken) == 1


async def test_a_server_that_is_not_there_is_trouble_that_may_pass() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        connection = at(probe.getsockname()[1]).connection()
        with pytest.raises(NotHandedOver) as trouble:
            await connection.hand_over(mail(), SOMEONE)
    assert not trouble.value.final
    assert trouble.value.trouble is Trouble.UNREACHED


async def test_a_server_that_never_answers_is_not_waited_for_long() -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    listening = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    async with listening:
        connection = at(listening.sockets[0].getsockname()[1], seconds=1.0).connection()
        async with asyncio.timeout(8):
            with pytest.raises(NotHandedOver) as trouble:
                await connection.hand_over(mail(), SOMEONE)
    assert not trouble.value.final


async def test_a_password_is_never_sent_in_the_clear(
    server: SmtpServer, receiver: Receiver
) -> None:
    """The server would take one without STARTTLS."""
    with_user = SmtpServer(
        host=server.host,
        port=server.port,
        tls=False,
        user="aksi",
        password="rahasia",
        mail_from=server.mail_from,
    )
    with pytest.raises(NotHandedOver) as trouble:
        await with_user.connection().hand_over(mail(), SOMEONE)
    assert not trouble.value.final
    assert receiver.passwords_seen == []
    assert receiver.taken == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for 127.0.0.1 that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "uji")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        signed.public_bytes(Encoding.PEM)
        + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return path


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.fixture
async def server_with_tls(receiver: Receiver, certificate: Path) -> AsyncIterator[SmtpServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listening = await asyncio.get_running_loop().create_server(
        lambda: SMTP(receiver, enable_SMTPUTF8=False, tls_context=context), "127.0.0.1", 0
    )
    async with listening:
        yield at(listening.sockets[0].getsockname()[1])


@pytest.mark.parametrize(
    ("start_tls", "encrypted"),
    [(StartTls.OFF, False), (StartTls.OPPORTUNISTIC, True), (StartTls.REQUIRED, True)],
)
@pytest.mark.usefixtures("trusted")
async def test_a_server_that_offers_encryption_gets_mail_as_the_setting_says(
    server_with_tls: SmtpServer, receiver: Receiver, start_tls: StartTls, encrypted: bool
) -> None:
    connection = replace(server_with_tls, start_tls=start_tls).connection()
    await connection.hand_over(mail(), SOMEONE)
    await connection.close()
    assert receiver.encrypted == [encrypted]


async def test_a_server_that_nobody_vouches_for_gets_no_mail(
    server_with_tls: SmtpServer, receiver: Receiver
) -> None:
    for start_tls in (StartTls.OPPORTUNISTIC, StartTls.REQUIRED):
        connection = replace(server_with_tls, start_tls=start_tls).connection()
        with pytest.raises(NotHandedOver) as trouble:
            await connection.hand_over(mail(), SOMEONE)
        assert trouble.value.trouble is Trouble.UNREACHED
    assert receiver.taken == []


async def test_a_server_without_encryption_gets_no_mail_where_it_is_required(
    server: SmtpServer, receiver: Receiver
) -> None:
    with pytest.raises(NotHandedOver) as trouble:
        await replace(server, start_tls=StartTls.REQUIRED).connection().hand_over(mail(), SOMEONE)
    assert trouble.value.trouble is Trouble.UNREACHED
    assert receiver.taken == []
