"""Which sessions are valid, and what happens where many are ended one by one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from contracts.account import Role
from contracts.account_published import ENDED_MOST
from planner.accounts.account import EndedSession, StoredAccount
from planner.sessions.device import device_of
from planner.sessions.service import without
from planner.sessions.session import BegunSession, new_session_id

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
LATER = NOW + timedelta(hours=12)
ACCOUNT = StoredAccount("petugas", Role.OFFICER, "DINKES", "kukar", "", sessions=3)
SESSION = BegunSession(
    "0123456789abcdef", "petugas", 3, "DINKES", NOW, LATER, "10.0.0.1", "curl/8.5.0"
)


@pytest.mark.parametrize(
    ("changed", "at", "holds"),
    [
        ({}, NOW, True),
        ({}, LATER, False),
        ({"disabled": True}, NOW, False),
        ({"sessions": 4}, NOW, False),
        ({"ended": (EndedSession("0123456789abcdef", LATER),)}, NOW, False),
        ({"ended": (EndedSession("fedcba9876543210", LATER),)}, NOW, True),
    ],
)
def test_a_session_is_valid_until_it_expires_or_somebody_ends_it(
    changed: dict[str, object], at: datetime, *, holds: bool
) -> None:
    account = replace(ACCOUNT, **changed)  # type: ignore[arg-type]
    assert SESSION.holds(account, at) is holds


def test_an_ended_session_is_remembered_until_it_would_have_expired() -> None:
    ended = without(ACCOUNT, SESSION, NOW)
    assert [one.session_id for one in ended.ended] == [SESSION.session_id]
    other = replace(SESSION, session_id="fedcba9876543210", until=LATER + timedelta(hours=1))
    after = without(ended, other, LATER)
    assert [one.session_id for one in after.ended] == [other.session_id]
    assert after.sessions == ACCOUNT.sessions


def test_where_too_many_are_ended_one_by_one_all_end() -> None:
    many = tuple(EndedSession(new_session_id(), LATER) for _ in range(ENDED_MOST))
    after = without(replace(ACCOUNT, ended=many), SESSION, NOW)
    assert after.ended == ()
    assert not SESSION.holds(after, NOW)


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/126.0.0.0 Mobile Safari/537.36",
            ("Chrome Mobile", "Android"),
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0",
            ("Firefox", "Windows"),
        ),
        ("SIMDA-Kukar/2 (https://simda.example)", ("SIMDA-Kukar/2", "")),
        ("x" * 300, ("x" * 40, "")),
        ("", ("", "")),
    ],
)
def test_a_program_is_named_as_a_person_calls_it(agent: str, device: tuple[str, str]) -> None:
    assert device_of(agent) == device
