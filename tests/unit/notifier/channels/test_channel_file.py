"""The file that names channels: what is read, what is refused, and that no secret is ever said."""

import traceback
from base64 import b64encode

import pytest

from chassis.clock import SystemClock
from notifier.channels.apprise.schemes import USUAL, schemes_in
from notifier.channels.channel_file import (
    CHANNELS_MOST,
    FILE_MOST,
    AppriseChannel,
    ChannelsNotValid,
    WebhookChannel,
    read_channels,
)
from notifier.channels.making import Making
from notifier.channels.webhook.reach import Reach

CANARY = "kenari"
SECRET = "whsec_" + b64encode(CANARY.encode() * 5).decode()
FILE = f"""
gerbang-wa:
  kind: webhook
  label: Gerbang WhatsApp
  url: https://wa.kukarkab.go.id/kait?kunci={CANARY}
  secret: {SECRET}
telegram-dinkes:
  kind: apprise
  label: Telegram Dinas Kesehatan
  url: tgram://123456789:{CANARY}abcdefghijklmnopqrstuvwxyz/-10012345
  region: kukar
  agencies: [DINKES, RSUD]
"""
MAKING = Making(Reach(), schemes_in(USUAL), SystemClock())


def test_channels_are_read_by_name_in_their_order() -> None:
    channels = read_channels(FILE)
    assert list(channels) == ["gerbang-wa", "telegram-dinkes"]
    webhook, telegram = channels.values()
    assert isinstance(webhook, WebhookChannel)
    assert isinstance(telegram, AppriseChannel)
    assert (webhook.label, webhook.secret.get_secret_value()) == ("Gerbang WhatsApp", SECRET)
    assert CANARY not in repr(channels)
    assert SECRET not in repr(channels)
    senders = [MAKING.sender(name, channel) for name, channel in channels.items()]
    assert CANARY not in repr(senders)


def test_json_is_yaml() -> None:
    text = '{"a1": {"kind": "apprise", "label": "A", "url": "tgram://x"}}'
    assert list(read_channels(text)) == ["a1"]


@pytest.mark.parametrize("text", ["", "# belum ada\n", "{}"])
def test_a_file_may_name_none(text: str) -> None:
    assert read_channels(text) == {}


@pytest.mark.parametrize(
    ("agency", "region", "is_open"),
    [
        ("DINKES", "kukar", True),
        ("RSUD", "kukar", True),
        ("DLH", "kukar", False),
        ("DINKES", "kutim", False),
    ],
)
def test_a_channel_may_be_of_some_agencies_only(agency: str, region: str, is_open: bool) -> None:
    telegram = read_channels(FILE)["telegram-dinkes"]
    assert telegram.is_open_to(agency, region) is is_open
    assert read_channels(FILE)["gerbang-wa"].is_open_to(agency, region)


def changed(old: str, new: str) -> str:
    assert old in FILE
    return FILE.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (changed("kind: webhook", f"kind: {CANARY}"), "gerbang-wa: must be webhook or apprise"),
        (changed("  kind: webhook\n", ""), "gerbang-wa: "),
        (changed(f"  secret: {SECRET}\n", ""), "gerbang-wa.secret: Field required"),
        (changed("  label: Gerbang WhatsApp\n", ""), "gerbang-wa.label: Field required"),
        (changed("label: Gerbang", "lable: Gerbang"), "gerbang-wa.?: Extra inputs"),
        (changed("  secret:", f"  whsec_{CANARY}:"), "gerbang-wa.?: Extra inputs"),
        (changed("label: Gerbang WhatsApp", 'label: "a\\nb"'), "gerbang-wa.label: "),
        (changed(f"secret: {SECRET}", f"secret: [{CANARY}]"), "gerbang-wa.secret: Input should"),
        (changed("region: kukar", f"region: {CANARY}!"), "telegram-dinkes.region: "),
        (changed("[DINKES, RSUD]", f"[{CANARY} spasi]"), "telegram-dinkes.agencies.0: "),
        (changed("gerbang-wa:", "mail:"), "the name of channel 1: must match"),
        (changed("gerbang-wa:", "Gerbang WA:"), "the name of channel 1: must match"),
        (changed("gerbang-wa:", "12:"), "the name of channel 1: must match"),
        (changed("gerbang-wa:", "telegram-dinkes:"), "the same key twice"),
        (changed("secret:", "url:"), "line 3: no YAML, the same key twice"),
        (changed("secret:", f"secret: {CANARY}: {{"), "no YAML"),
        (f"a: &x [{CANARY}]\nb: *x", "a reference"),
        (f"- {CANARY}", "must hold channels by their names"),
        (CANARY, "must hold channels by their names"),
        (f"a1: {CANARY}", "a1: "),
        (f"!!python/object/apply:os.system ['{CANARY}']", "no YAML"),
        ("[" * 3000, "no YAML"),
        ("#" * (FILE_MOST + 1), "longer than"),
        ("\n".join(f"a{n}: x" for n in range(CHANNELS_MOST + 1)), "more than"),
    ],
)
def test_what_is_wrong_is_said_by_channel_and_field_and_never_the_secret(
    text: str, said: str
) -> None:
    with pytest.raises(ChannelsNotValid) as refused:
        read_channels(text)
    assert said in str(refused.value)
    assert CANARY not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (changed("https:", "http:"), "gerbang-wa.url: must be https; http only to a host of"),
        (changed("https://wa", "https://aksi:x@wa"), "gerbang-wa.url: must hold no user"),
        (changed(SECRET, CANARY * 9), "gerbang-wa.secret: must be whsec_ and base64"),
        (
            changed(f"secret: {SECRET}", f"secret: {SECRET}\n  previous_secret: whsec_{CANARY}"),
            "gerbang-wa.previous_secret: must",
        ),
        (changed("tgram://", "json://"), "telegram-dinkes.url: must begin with one of slack,"),
        (changed("/-10012345", ""), "telegram-dinkes.url: must name one recipient"),
        (changed("123456789:", ""), "telegram-dinkes.url: is no address that Apprise can read"),
    ],
)
def test_an_address_that_cannot_be_used_is_named_by_its_channel(text: str, said: str) -> None:
    channels = read_channels(text)
    with pytest.raises(ChannelsNotValid) as refused:
        list(map(MAKING.sender, channels.keys(), channels.values()))
    assert said in str(refused.value)
    assert CANARY not in "".join(traceback.format_exception(refused.value))
