"""Channels by name, while their file changes."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from notifier.channels.channel import Connection, NotHandedOver, Sender, Written
from notifier.channels.channel_file import (
    MAIL,
    AppriseChannel,
    ChannelsNotValid,
    WebhookChannel,
)
from notifier.channels.named import Channels, Choice, NamedChannels

WRITTEN = Written("key", "Perihal", "Isi", b"", {})


class Made:
    """A sender, and a connection, that keeps what it was given."""

    def __init__(self, url: str = "") -> None:
        self.url, self.taken, self.closed = url, 0, 0

    def connection(self) -> Connection:
        return self

    async def hand_over(self, written: Written, address: str) -> None:
        self.taken += 1

    async def close(self) -> None:
        self.closed += 1


class Makes:
    def __init__(self) -> None:
        self.made: list[Made] = []

    def __call__(self, name: str, channel: WebhookChannel | AppriseChannel) -> Sender:
        url = channel.url.get_secret_value()
        if url == "wrong":
            raise ChannelsNotValid(f"{name}.url: is wrong")
        self.made.append(Made(url))
        return self.made[-1]


def channel(url: str, name: str = "tele", more: str = "") -> str:
    return f"{name}: {{kind: apprise, label: Telegram, url: {url}{more}}}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "channels.yml"
    file.write_text(channel("one"))
    return file


def rewrite(file: Path, text: str) -> None:
    """As who replaces a secret does: another file takes its place."""
    new = file.with_suffix(".new")
    new.write_text(text)
    new.replace(file)


async def test_what_is_handed_over_next_uses_the_new_secret(file: Path) -> None:
    makes = Makes()
    channels = NamedChannels(file, makes)
    connection = channels["tele"].connection()
    await connection.hand_over(WRITTEN, "")
    rewrite(file, channel("two"))
    channels.look()
    await connection.hand_over(WRITTEN, "")
    first, second = makes.made
    assert [(one.url, one.taken) for one in (first, second)] == [("one", 1), ("two", 1)]
    assert (first.closed, second.closed) == (1, 0)


async def test_what_has_not_changed_keeps_its_sender(file: Path) -> None:
    makes = Makes()
    channels = NamedChannels(file, makes)
    rewrite(file, channel("one") + channel("more", "wa"))
    channels.look()
    channels.look()
    assert [one.url for one in makes.made] == ["one", "more"]
    assert list(channels) == ["tele", "wa"]


async def test_a_channel_that_is_gone_takes_nothing_for_good(file: Path) -> None:
    channels = NamedChannels(file, Makes())
    connection = channels["tele"].connection()
    await connection.hand_over(WRITTEN, "")
    rewrite(file, "")
    channels.look()
    with pytest.raises(NotHandedOver, match="there is no channel tele any more") as raised:
        await connection.hand_over(WRITTEN, "")
    assert raised.value.final
    assert "tele" not in channels
    with pytest.raises(KeyError):
        channels["tele"]


@pytest.mark.parametrize("text", ["tele: rahasia", channel("wrong"), "[", None])
def test_of_a_file_that_is_not_valid_the_former_channels_stay(file: Path, text: str | None) -> None:
    channels = NamedChannels(file, Makes())
    if text is None:
        file.unlink()
    else:
        rewrite(file, text)
    with capture_logs() as logs:
        channels.look()
        channels.look()
    assert [log["log_level"] for log in logs] == ["error"], "once"
    assert "rahasia" not in str(logs)
    assert list(channels) == ["tele"]


def test_a_file_that_is_not_valid_at_start_ends_it(file: Path) -> None:
    rewrite(file, channel("wrong") + channel("wrong", "wa"))
    with pytest.raises(ChannelsNotValid, match=r"tele\.url: is wrong; wa\.url: is wrong"):
        NamedChannels(file, Makes())


def test_an_agency_is_offered_what_is_open_to_it(file: Path) -> None:
    rewrite(file, channel("a") + channel("b", "wa", ", agencies: [DLH]"))
    channels = NamedChannels(file, Makes())
    tele, wa = Choice("tele", "Telegram"), Choice("wa", "Telegram")
    assert channels.choices("DLH", "kukar") == (tele, wa)
    assert channels.choices("DINKES", "kukar") == (tele,)


def test_mail_stands_before_them(file: Path) -> None:
    mail = Made()
    channels = Channels(mail, NamedChannels(file, Makes()))
    assert (list(channels), len(channels)) == ([MAIL, "tele"], 2)
    assert channels[MAIL] is mail
    assert "wa" not in channels


def test_without_a_file_there_is_none() -> None:
    channels = NamedChannels(None, Makes())
    channels.look()
    assert dict(channels) == {}
