from base64 import b64decode, b64encode

import pytest

from notifier.channels.webhook.signature import SecretNotValid, key_of, signed_headers


def test_the_example_of_standard_webhooks_is_signed_as_there() -> None:
    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = signed_headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [key]
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_while_a_secret_is_replaced_both_sign() -> None:
    new, former = b"n" * 32, b"f" * 32
    both = signed_headers("a", 1, b"{}", [new, former])["webhook-signature"].split(" ")
    each = [signed_headers("a", 1, b"{}", [key])["webhook-signature"] for key in (new, former)]
    assert both == each
    assert len(set(both)) == 2


@pytest.mark.parametrize(
    ("message_id", "at", "body"), [("b", 1, b"{}"), ("a", 2, b"{}"), ("a", 1, b"{ }")]
)
def test_whatever_is_changed_has_another_signature(message_id: str, at: int, body: bytes) -> None:
    one = signed_headers("a", 1, b"{}", [b"k" * 32])["webhook-signature"]
    other = signed_headers(message_id, at, body, [b"k" * 32])["webhook-signature"]
    assert one != other
    assert len(b64decode(other.removeprefix("v1,"))) == 32


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "rahasia",
        "whsec_",
        "whsec_bukan base64!",
        "whsec_" + b64encode(b"x" * 23).decode(),
        "whsec_" + b64encode(b"x" * 65).decode(),
        b64encode(b"x" * 32).decode(),
    ],
)
def test_a_secret_that_cannot_be_one_is_refused_without_being_said(secret: str) -> None:
    with pytest.raises(SecretNotValid) as refused:
        key_of(secret)
    assert not secret.removeprefix("whsec_") or secret not in str(refused.value)
