"""A webhook against a real HTTP server, at addresses that are allowed and at those that are not."""

import asyncio
import hmac
import json
import ssl
import traceback
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chassis.clock import FixedClock
from notifier.channels.channel import NotHandedOver, Written
from notifier.channels.webhook import sender as senders
from notifier.channels.webhook.reach import Reach, Resolve, UrlNotValid
from notifier.channels.webhook.sender import WebhookSender
from tests.flow.notifier.channels.receiver import OK, Receiver, answer, receiving
from tests.unit.notifier.channels.logged import logged

__all__ = ["logged"]

NOW = datetime(2026, 11, 30, 5, 0, tzinfo=UTC)
KEY = b"k" * 32
WRITTEN = Written(
    key="late/KKR-QW-01/3/first",
    subject="Terlambat",
    plain="Satu butir terlambat",
    mail=b"",
    data={"what": "late", "title": "Layanan é", "due": datetime(2026, 11, 1, tzinfo=UTC)},
)
NAME = "hook.invalid"
"""A name that no resolver of the machine knows: only the checked address can be connected to."""


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


class Names:
    """Resolves to each of `turns`, one after the other, the last one for ever."""

    def __init__(self, *turns: Sequence[str]) -> None:
        self.turns = list(turns)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        return self.turns[0] if len(self.turns) == 1 else self.turns.pop(0)


def sender(
    url: str,
    resolve: Resolve | None = None,
    inside: Sequence[str] = (NAME, "127.0.0.1", "::1", "localhost"),
    seconds: Callable[[], float] = lambda: 0.0,
) -> WebhookSender:
    reach = Reach(frozenset(inside), resolve) if resolve else Reach(frozenset(inside))
    return WebhookSender(reach.url(url), (KEY,), reach, FixedClock(NOW), seconds)


def at(receiver: Receiver, host: str = NAME) -> str:
    return f"http://{host}:{receiver.port}/kait?kunci=rahasia"


async def refused(one: WebhookSender) -> NotHandedOver:
    connection = one.connection()
    with pytest.raises(NotHandedOver) as raised:
        await connection.hand_over(WRITTEN, "kepala@dinkes.example")
    await connection.close()
    return raised.value


async def test_a_message_is_posted_signed_and_named(receiver: Receiver) -> None:
    connection = sender(at(receiver), Names(["127.0.0.1"])).connection()
    await connection.hand_over(WRITTEN, "kepala@dinkes.example")
    await connection.hand_over(WRITTEN, "kepala@dinkes.example")
    await connection.close()
    first, second = receiver.got
    assert first == second, "the same again is the same to whom it is sent"
    assert receiver.connections == 1
    assert first.line == "POST /kait?kunci=rahasia HTTP/1.1"
    assert first.headers["host"] == f"{NAME}:{receiver.port}"
    assert first.headers["content-type"] == "application/json"
    assert json.loads(first.body) == {
        "what": "late",
        "title": "Layanan é",
        "due": "2026-11-01T00:00:00Z",
    }
    content = f"{WRITTEN.key}.{int(NOW.timestamp())}.".encode() + first.body
    expected = b64encode(hmac.digest(KEY, content, "sha256")).decode()
    assert first.headers["webhook-id"] == WRITTEN.key
    assert first.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert first.headers["webhook-signature"] == f"v1,{expected}"


@pytest.mark.parametrize("key", ["a\r\nX-Evil: 1", "kepala@dinas-é.example", "a b", "\x00"])
async def test_no_key_adds_a_header(receiver: Receiver, key: str) -> None:
    connection = sender(at(receiver), Names(["127.0.0.1"])).connection()
    strange = Written(key, "", "", b"", {})
    await connection.hand_over(strange, "")
    assert "x-evil" not in receiver.got[0].headers
    assert receiver.got[0].headers["webhook-id"].isascii()


@pytest.mark.parametrize(
    ("host", "addresses"),
    [
        ("127.0.0.1", None),
        ("localhost", None),
        ("[::1]", None),
        ("[::ffff:127.0.0.1]", None),
        ("0.0.0.0", None),
        ("169.254.169.254", None),
        ("2130706433", None),
        ("127.1", None),
        ("hook.example", ["127.0.0.1"]),
        ("hook.example", ["169.254.169.254"]),
        ("hook.example", ["10.0.0.5"]),
        ("hook.example", ["8.8.8.8", "::1"]),
        ("hook.example", ["::ffff:127.0.0.1", "8.8.8.8"]),
    ],
)
async def test_what_is_not_public_is_refused_and_nothing_is_sent(
    receiver: Receiver, host: str, addresses: Sequence[str] | None
) -> None:
    resolve = Names(addresses) if addresses else None
    url = f"https://{host}:{receiver.port}/"
    trouble = await refused(sender(url, resolve, inside=()))
    assert trouble.final
    assert "not allowed" in str(trouble)
    assert receiver.connections == 0


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "0.0.0.0", "::ffff:127.0.0.1", "224.0.0.1", "fe80::1"]
)
async def test_a_host_inside_leads_to_none_of_these_either(address: str) -> None:
    trouble = await refused(sender(f"http://{NAME}/", Names([address])))
    assert trouble.final


async def test_a_name_that_changes_after_the_check_is_not_used(receiver: Receiver) -> None:
    """The name is resolved once for each message, and connected to as it was checked."""
    names = Names(["127.0.0.1"], ["169.254.169.254"])
    one = sender(at(receiver), names)
    connection = one.connection()
    await connection.hand_over(WRITTEN, "")
    assert (len(receiver.got), names.asked) == (1, [NAME])
    with pytest.raises(NotHandedOver, match=r"169\.254\.169\.254, which is not allowed"):
        await connection.hand_over(WRITTEN, "")
    await connection.close()
    assert (len(receiver.got), names.asked) == (1, [NAME, NAME])


async def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    async with receiving() as elsewhere:
        there = f"Location: http://127.0.0.1:{elsewhere.port}/"
        for status in (301, 302, 303, 307, 308):
            receiver.answers = [answer(status, there)]
            trouble = await refused(sender(at(receiver), Names(["127.0.0.1"])))
            assert (str(trouble), trouble.final) == (f"the webhook answered {status}", False)
        assert elsewhere.connections == 0


@pytest.mark.parametrize(
    ("status", "final"), [(400, True), (404, True), (410, True), (408, False), (500, False)]
)
async def test_an_answer_decides_whether_it_is_tried_again(
    receiver: Receiver, status: int, final: bool
) -> None:
    receiver.answers = [answer(status, body=b"kunci=rahasia")]
    trouble = await refused(sender(at(receiver), Names(["127.0.0.1"])))
    assert (str(trouble), trouble.final) == (f"the webhook answered {status}", final)


async def test_what_is_no_json_is_given_up(receiver: Receiver) -> None:
    connection = sender(at(receiver), Names(["127.0.0.1"])).connection()
    for data in ({"what": object()}, {"what": "\ud800"}):
        with pytest.raises(NotHandedOver) as raised:
            await connection.hand_over(Written("key", "", "", b"", data), "")
        assert raised.value.final
    assert receiver.connections == 0


async def test_who_asks_to_wait_is_left_alone_until_then(receiver: Receiver) -> None:
    receiver.answers = [answer(429, "Retry-After: 90"), OK]
    seconds = [1000.0]
    one = sender(at(receiver), Names(["127.0.0.1"]), seconds=lambda: seconds[0])
    assert not (await refused(one)).final
    seconds[0] += 89
    trouble = await refused(one)
    assert (str(trouble), trouble.final) == ("the webhook asked to wait, 1 s more", False)
    assert len(receiver.got) == 1
    seconds[0] += 1
    await one.connection().hand_over(WRITTEN, "")
    assert len(receiver.got) == 2


async def test_an_answer_is_not_read_without_end(receiver: Receiver) -> None:
    endless = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1000\r\n" + b"x" * 4096
    receiver.answers = [endless + b"\r\n1000\r\n" + b"x" * 100]
    async with asyncio.timeout(senders.ANSWER_SECONDS / 2):
        await sender(at(receiver), Names(["127.0.0.1"])).connection().hand_over(WRITTEN, "")


async def test_who_says_nothing_is_tried_again(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(senders, "POST_SECONDS", 0.2)
    receiver.answers = [None]
    trouble = await refused(sender(at(receiver), Names(["127.0.0.1"])))
    assert (str(trouble), trouble.final) == ("no answer from the webhook: TimeoutError", False)


async def test_an_answer_that_is_none_is_tried_again(receiver: Receiver) -> None:
    receiver.answers = [b"SMTP ready\r\n\r\n"]
    trouble = await refused(sender(at(receiver), Names(["127.0.0.1"])))
    assert (str(trouble), trouble.final) == (
        "no answer from the webhook: RemoteProtocolError",
        False,
    )


async def test_where_nobody_listens_it_is_tried_again_and_the_other_address_is_tried(
    receiver: Receiver,
) -> None:
    trouble = await refused(sender(at(receiver), Names(["127.0.0.2"])))
    assert (str(trouble), trouble.final) == ("no answer from the webhook: ConnectError", False)
    await (
        sender(at(receiver), Names(["127.0.0.2", "127.0.0.1"])).connection().hand_over(WRITTEN, "")
    )
    assert len(receiver.got) == 1


async def test_a_name_without_an_address_is_tried_again() -> None:
    for resolve in (Names([]), None):
        trouble = await refused(sender(f"http://{NAME}/", resolve))
        assert (str(trouble), trouble.final) == ("the webhook's host has no address", False)


async def test_no_failure_says_or_logs_the_address_or_the_key(
    receiver: Receiver, logged: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(senders, "POST_SECONDS", 0.2)
    told = []
    echo = f"Location: {at(receiver)}"
    for said in (answer(404, echo, body=b"kunci"), answer(302, echo), b"kunci\r\n\r\n", None):
        receiver.answers = [said]
        told.append(await refused(sender(at(receiver), Names(["127.0.0.1"]))))
    for address in ("127.0.0.2", "169.254.169.254", "0.0.0.0", "::1%eth0"):
        told.append(await refused(sender(at(receiver), Names([address]))))
    told.append(await refused(sender(at(receiver), Names([]))))
    assert len(told) == 9
    text = "".join("".join(traceback.format_exception(one)) for one in told) + logged.getvalue()
    for secret in ("kunci", KEY.decode(), b64encode(KEY).decode()):
        assert secret not in text


def certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Of a server that calls itself `name`, and of who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, encoding = folder / "cert.pem", serialization.Encoding.PEM
    pem.write_bytes(
        made.public_bytes(encoding)
        + key.private_bytes(
            encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem)
    return server, ssl.create_default_context(cafile=pem)


@pytest.mark.parametrize(("shown", "taken"), [(NAME, True), ("other.invalid", False)])
async def test_with_tls_the_certificate_is_checked_for_the_name_not_the_address(
    tmp_path: Path, shown: str, taken: bool
) -> None:
    server, trust = certificate(tmp_path, shown)
    async with receiving(server) as receiver:
        url = f"https://{NAME}:{receiver.port}/"
        one = sender(url, Names(["127.0.0.1"]))
        one.make_transport = lambda: httpx.AsyncHTTPTransport(verify=trust)
        if taken:
            await one.connection().hand_over(WRITTEN, "")
        else:
            assert "ConnectError" in str(await refused(one))
        assert receiver.server_names == [NAME]
        assert len(receiver.got) == (1 if taken else 0)


async def test_no_proxy_of_the_machine_is_used(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with receiving() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        await sender(at(receiver), Names(["127.0.0.1"])).connection().hand_over(WRITTEN, "")
        assert (len(receiver.got), proxy.connections) == (1, 0)


@pytest.mark.parametrize(
    ("url", "inside", "why"),
    [
        ("http://hook.example/", (), "https"),
        ("ftp://hook.example/", (), "https"),
        ("hook.example", (), "https"),
        ("https:///kait", (), "https"),
        ("https://aksi:rahasia@hook.example/", (), "password"),
        ("https://hook.example/#rahasia", (), "fragment"),
        ("https://hook.example:99999/", (), "port"),
        ("https://hook\n.example/", (), "URL"),
        ("http://hook.example.evil.example/", ("hook.example",), "https"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_being_said(
    url: str, inside: Sequence[str], why: str
) -> None:
    with pytest.raises(UrlNotValid, match=why) as raised:
        Reach(inside).url(url)
    assert "rahasia" not in str(raised.value)
    assert url not in str(raised.value)


def test_nothing_of_a_webhook_is_in_its_repr() -> None:
    one = sender("https://hook.example/rahasia")
    assert "rahasia" not in repr(one)
    assert "kkk" not in repr(one)
