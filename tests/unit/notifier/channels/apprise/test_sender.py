"""Messages by Apprise, with its requests caught before they leave."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from typing import Any

import pytest
import requests

from notifier.channels.apprise import sender as senders
from notifier.channels.apprise.library import Outcome, TargetNotValid, target_of
from notifier.channels.apprise.schemes import (
    SERVICES,
    USUAL,
    SchemeNotAllowed,
    scheme_of,
    schemes_in,
)
from notifier.channels.apprise.sender import AppriseSender
from notifier.channels.channel import NotHandedOver, Written
from tests.unit.notifier.channels.logged import logged

__all__ = ["logged"]

TOKEN = "123456789:rahasia-sekali-abcdefghijklmnopqrst"
TELEGRAM = f"tgram://{TOKEN}/-10012345"
WRITTEN = Written("key", "Terlambat <b>", "Butir <i>satu</i> & dua", b"", {})
ADDRESSES = {
    "tgram": TELEGRAM,
    "whatsapp": "whatsapp://rahasiatoken@12345678901/628123456789",
    "slack": "slack://T1JJ3T3L2/A1BRTD4JD/rahasiaWcOXrIdevi7AAAAAA",
    "discord": "discord://4174216298/rahasiaBwO5U711o3dV_js",
    "twilio": "twilio://AC" + "f" * 32 + ":" + "b" * 32 + "@15551234567/15551234568",
}
HOSTS = {
    "tgram": "api.telegram.org",
    "whatsapp": "graph.facebook.com",
    "slack": "hooks.slack.com",
    "discord": "discord.com",
    "twilio": "api.twilio.com",
}


class Internet:
    """Answers every request of the library, or raises."""

    def __init__(self) -> None:
        self.asked: list[tuple[requests.PreparedRequest, dict[str, Any]]] = []
        self.status, self.raises = 200, None

    def send(
        self, _session: requests.Session, request: requests.PreparedRequest, **kwargs: Any
    ) -> requests.Response:
        self.asked.append((request, kwargs))
        if self.raises:
            raise self.raises
        answer = requests.Response()
        answer.status_code = self.status
        answer._content = b'{"ok": true, "description": "token rahasia"}'
        if "slack" in (request.url or ""):
            answer._content = b"ok"
        return answer

    status: int
    raises: Exception | None


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> Internet:
    internet = Internet()

    def send(session: requests.Session, request: Any, **how: Any) -> requests.Response:
        return internet.send(session, request, **how)

    monkeypatch.setattr(requests.Session, "send", send)
    return internet


def sender(url: str = TELEGRAM) -> AppriseSender:
    return AppriseSender("Telegram", target_of(url))


async def refused(one: AppriseSender) -> NotHandedOver:
    with pytest.raises(NotHandedOver) as raised:
        await one.connection().hand_over(WRITTEN, "kepala@dinkes.example")
    return raised.value


@pytest.mark.parametrize("scheme", SERVICES)
async def test_a_service_goes_to_its_own_host_and_nowhere_else(
    internet: Internet, scheme: str
) -> None:
    await sender(f"{ADDRESSES[scheme]}?redirect=yes&verify=no&rto=900&cto=900&retry=5").hand_over(
        WRITTEN, "kepala@dinkes.example"
    )
    ((request, how),) = internet.asked
    assert (request.url or "").startswith(f"https://{HOSTS[scheme]}/")
    assert (how["allow_redirects"], bool(how["verify"])) == (False, True)
    assert how["timeout"] == (5.0, 10.0)


async def test_a_text_stays_a_text(internet: Internet) -> None:
    await sender().hand_over(WRITTEN, "")
    ((request, _),) = internet.asked
    assert "&lt;i&gt;satu&lt;/i&gt; &amp; dua" in str(request.body)


@pytest.mark.parametrize(
    ("status", "final"),
    [(400, True), (401, True), (404, True), (429, False), (500, False), (302, False)],
)
async def test_an_answer_decides_whether_it_is_tried_again(
    internet: Internet, status: int, final: bool
) -> None:
    internet.status = status
    trouble = await refused(sender())
    assert (str(trouble), trouble.final) == (f"Telegram answered {status}", final)
    assert len(internet.asked) == 1, "tried again by the delivery, not by the library"


async def test_without_an_answer_it_is_tried_again(internet: Internet) -> None:
    internet.raises = requests.ConnectionError(f"https://api.telegram.org/bot{TOKEN}/sendMessage")
    trouble = await refused(sender())
    assert (str(trouble), trouble.final) == ("no answer from Telegram", False)


async def test_the_status_of_an_earlier_message_is_not_taken_for_that_of_this_one(
    internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ThreadPoolExecutor(1) as one_thread:
        monkeypatch.setattr(senders, "THREADS", one_thread)
        internet.status = 401
        assert (await refused(sender())).final
        internet.raises = requests.ConnectTimeout()
        assert not (await refused(sender())).final


@pytest.mark.parametrize("status", [400, 500])
async def test_nothing_of_it_is_logged(
    internet: Internet, status: int, logged: StringIO, capfd: Any
) -> None:
    for scheme, url in ADDRESSES.items():
        internet.status, internet.raises = status, None
        one = AppriseSender(SERVICES[scheme], target_of(url))
        told = [str(await refused(one))]
        internet.raises = requests.ConnectionError(url)
        told += [str(await refused(one)), repr(one)]
        assert "rahasia" not in " ".join(told)
    printed = capfd.readouterr()
    assert "rahasia" not in logged.getvalue() + printed.out + printed.err


@pytest.mark.parametrize(
    "url",
    [
        f"tgram://{TOKEN}",
        f"tgram://{TOKEN}/1/2",
        "tgram://bukan-rahasia",
        "whatsapp://rahasiatoken@12345678901/628123456789/628123456780",
        "slack://xoxb-1234-1234-4ddbc191d40ee098cbaae6f3523ada2d/#satu/#dua",
        "",
    ],
)
def test_an_address_names_one_recipient(url: str, logged: StringIO) -> None:
    with pytest.raises(TargetNotValid) as raised:
        target_of(url)
    assert "rahasia" not in str(raised.value) + logged.getvalue()


class Blocked:
    """Answers when it is let."""

    def __init__(self) -> None:
        self.let, self.began = threading.Event(), 0

    def notify(self, title: str, text: str) -> Outcome:
        self.began += 1
        self.let.wait(10)
        return Outcome(True)


async def test_who_does_not_answer_is_left_and_what_waits_is_not_sent_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ThreadPoolExecutor(1) as one_thread:
        monkeypatch.setattr(senders, "THREADS", one_thread)
        monkeypatch.setattr(senders, "SEND_SECONDS", 0.1)
        blocked = Blocked()
        one = AppriseSender("Telegram", blocked)  # type: ignore[arg-type]
        for trouble in await asyncio.gather(refused(one), refused(one)):
            assert (str(trouble), trouble.final) == ("no answer from Telegram in time", False)
        blocked.let.set()
    assert blocked.began == 1


@pytest.mark.parametrize(
    ("listed", "schemes"),
    [(USUAL, {"tgram", "whatsapp", "slack"}), ("", set()), ("TGram, ", {"tgram"})],
)
def test_schemes_are_listed_with_commas(listed: str, schemes: set[str]) -> None:
    assert schemes_in(listed) == schemes


@pytest.mark.parametrize(
    "listed", ["json", "jsons", "tgram,ntfy", "mmosts", "workflows", "syslog", "exec", "*"]
)
def test_a_scheme_that_names_a_host_or_this_machine_cannot_be_allowed(listed: str) -> None:
    with pytest.raises(SchemeNotAllowed, match="webhook"):
        schemes_in(listed)


def test_no_service_here_takes_a_host_from_its_address() -> None:
    import apprise  # noqa: PLC0415

    templates = [
        (service, template)
        for plugin in apprise.Apprise().details()["schemas"]
        for service in SERVICES
        if service in {*(plugin["protocols"] or ()), *(plugin["secure_protocols"] or ())}
        for template in plugin["details"]["templates"]
    ]
    assert {service for service, _ in templates} == SERVICES.keys()
    assert [template for _, template in templates if "{host" in template] == []


@pytest.mark.parametrize(
    "url", ["json://127.0.0.1/rahasia", "discord://rahasia", "rahasia", "", "tgram:rahasia"]
)
def test_only_an_allowed_scheme_is_read(url: str) -> None:
    with pytest.raises(SchemeNotAllowed) as raised:
        scheme_of(url, schemes_in(USUAL))
    assert "rahasia" not in str(raised.value)


def test_where_no_service_is_allowed_it_says_so() -> None:
    with pytest.raises(SchemeNotAllowed, match="AKSI_APPRISE_SCHEMES"):
        scheme_of(TELEGRAM, schemes_in(""))


def test_the_scheme_of_an_address() -> None:
    usual = schemes_in(USUAL)
    assert [scheme_of(TELEGRAM, usual), scheme_of("Slack://a/b/c", usual)] == ["tgram", "slack"]
