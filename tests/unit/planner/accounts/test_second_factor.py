from base64 import b32encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from contracts.account import Role
from planner.accounts.account import StoredAccount
from planner.accounts.second_factor import (
    SecondFactor,
    code_at,
    new_factor,
    new_recovery_codes,
    step_at,
    with_recovery,
)
from planner.publishing.snapshots import account_event, outgoing

SECRET = b32encode(b"12345678901234567890").decode()
NOW = datetime(2026, 11, 24, 8, 0, 10, tzinfo=UTC)
STEP = step_at(NOW)
ON = SecondFactor(SECRET, on=True)


@pytest.mark.parametrize(
    ("seconds", "eight_digits"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_rfc_6238(seconds: int, eight_digits: str) -> None:
    """Its table has eight digits; the last six are the same."""
    instant = datetime.fromtimestamp(seconds, UTC)

    assert code_at(SECRET, step_at(instant)) == eight_digits[2:]
    assert ON.after(eight_digits[2:], instant) == replace(ON, last_step=step_at(instant))


@pytest.mark.parametrize(
    ("steps", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_one_step_off(steps: int, accepted: bool) -> None:
    used = ON.after(code_at(SECRET, STEP + steps), NOW)

    assert used == (replace(ON, last_step=STEP + steps) if accepted else None)


def test_a_code_is_used_once_and_none_of_an_earlier_step_after_it() -> None:
    used = ON.after(code_at(SECRET, STEP), NOW)

    assert used is not None
    assert used.after(code_at(SECRET, STEP), NOW) is None
    assert used.after(code_at(SECRET, STEP - 1), NOW) is None
    later = used.after(code_at(SECRET, STEP + 1), NOW)
    assert later is not None
    assert later.after(code_at(SECRET, STEP + 1), NOW + timedelta(seconds=30)) is None


def test_a_code_is_read_with_the_space_that_apps_show_in_it() -> None:
    code = code_at(SECRET, STEP)

    assert ON.after(f" {code[:3]} {code[3:]} ", NOW) is not None


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "²²²²²²", "١٢٣٤٥٦", "x" * 64, "\ud800"]
)
def test_what_is_no_code_is_a_wrong_one(typed: str) -> None:
    assert with_recovery(ON, new_recovery_codes()).after(typed, NOW) is None


def test_each_recovery_code_is_used_once_whatever_the_clock_says() -> None:
    codes = new_recovery_codes()
    factor = with_recovery(ON, codes)
    assert len(set(codes)) == 10

    for code in codes:
        used = factor.after(code.lower().replace(" ", "-"), NOW)
        assert used is not None
        assert len(used.recovery) == len(factor.recovery) - 1
        assert used.last_step == 0
        factor = used
        assert factor.after(code, NOW) is None
    assert factor.recovery == ()


def test_recovery_codes_have_80_bits_and_only_their_hash_is_kept() -> None:
    codes = new_recovery_codes()

    assert all(len(code.replace(" ", "")) == 16 for code in codes)
    kept = with_recovery(ON, codes).recovery
    assert all(len(one) == 64 for one in kept)
    assert not set(kept) & set(codes)


def test_new_recovery_codes_void_those_of_before() -> None:
    (old, *_) = codes = new_recovery_codes()
    renewed = with_recovery(with_recovery(ON, codes), new_recovery_codes())

    assert renewed.after(old, NOW) is None


def test_an_app_reads_the_secret_and_whose_it_is() -> None:
    factor = new_factor()
    parts = urlsplit(factor.uri("dinkes.pptk"))

    assert (parts.scheme, parts.netloc, unquote(parts.path)) == (
        "otpauth",
        "totp",
        "/Aksi:dinkes.pptk",
    )
    assert parse_qs(parts.query) == {"secret": [factor.secret], "issuer": ["Aksi"]}
    assert len(factor.secret) == 32
    assert factor.secret != new_factor().secret
    assert factor.groups.replace(" ", "") == factor.secret


def test_a_secret_is_in_no_event_and_in_no_log() -> None:
    factor = with_recovery(ON, new_recovery_codes())
    account = StoredAccount("a.b", Role.ADMIN, None, None, "", second_factor=factor)
    sent = outgoing(account_event(account), NOW).value().decode()

    for text in (sent, repr(account), repr(factor), str(account)):
        assert SECRET not in text
        assert "factor" not in sent
        assert not any(one in text for one in factor.recovery)
