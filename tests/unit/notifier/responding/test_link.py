"""The token of a link: whole, of ours, for one purpose; no address stands in it."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey

from notifier.directory.offices import Office
from notifier.responding.link import (
    LONGEST_TOKEN,
    Link,
    LinkNotValid,
    mailbox_hash,
    new_secret,
    read_link,
    signed,
)

SECRET = new_secret()
ALERT, BOX = "late:KKR-QW-ENV-01:7", "kepala@dlhk.example"
LINK = Link(ALERT, Office.HEAD, mailbox_hash(ALERT, BOX), datetime(2026, 12, 14, 2, tzinfo=UTC))


def test_what_was_signed_is_read_also_when_it_has_expired() -> None:
    assert read_link(signed(LINK, SECRET), SECRET) == LINK


def test_no_address_stands_in_a_token_and_two_links_of_one_address_look_unlike() -> None:
    token = signed(LINK, SECRET)
    shown = base64.urlsafe_b64decode(token.split(".")[1] + "==").decode()
    assert "kepala" not in shown
    assert "dlhk" not in shown.casefold()
    assert mailbox_hash(ALERT, BOX) != mailbox_hash("late:KKR-QW-ENV-02:7", BOX)
    assert len(token) < 300, "it stands in a mail, and is copied by hand"


@given(st.integers(0, len(signed(LINK, SECRET)) - 1), st.characters(codec="ascii"))
def test_a_changed_token_is_none(place: int, letter: str) -> None:
    token = signed(LINK, SECRET)
    changed = token[:place] + letter + token[place + 1 :]
    try:
        assert read_link(changed, SECRET) == LINK, "what was changed did not count (base64)"
    except LinkNotValid:
        return


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "x" * 5000, "ü.ü.ü", "\x00"])
def test_what_is_no_token_is_refused_and_does_not_fail(token: str) -> None:
    with pytest.raises(LinkNotValid):
        read_link(token, SECRET)


def test_a_token_of_another_secret_another_purpose_or_without_a_signature_is_none() -> None:
    with pytest.raises(LinkNotValid):
        read_link(signed(LINK, new_secret()), SECRET)
    claims = {"alert": ALERT, "office": "head", "mailbox": "x", "exp": 1}
    key = OctKey.import_key(SECRET)
    for wrong in (
        {**claims, "aud": "session"},
        claims,
        {**claims, "aud": "respond", "office": "mayor"},
        {**claims, "aud": "respond", "exp": "soon"},
        {**claims, "aud": "respond", "exp": 10**30},
    ):
        with pytest.raises(LinkNotValid):
            read_link(jwt.encode({"alg": "HS256"}, wrong, key), SECRET)
    header, payload, _ = signed(LINK, SECRET).split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    for unsigned in (f"{header}.{payload}.", f"{none}.{payload}."):
        with pytest.raises(LinkNotValid):
            read_link(unsigned, SECRET)


def test_a_token_is_short_enough_to_be_read_at_all() -> None:
    longest = Link(
        f"{'r' * 40}:{'i' * 64}:9999999999", Office.DELIVERY_TEAM, LINK.mailbox, LINK.expires
    )
    assert len(signed(longest, SECRET)) <= LONGEST_TOKEN
