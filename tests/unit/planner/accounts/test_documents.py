from dataclasses import replace
from datetime import UTC, datetime

from contracts.account import Role
from planner.accounts.account import EndedSession, StoredAccount, StoredToken
from planner.accounts.documents import account_document, account_of
from planner.accounts.second_factor import SecondFactor

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
LATER = datetime(2027, 11, 24, 8, tzinfo=UTC)
ACCOUNT = StoredAccount(
    *("petugas", Role.OFFICER, "DINKES", "kukar", "$argon2id$rahasia"),
    also=("DISHUB",),
    tokens=(StoredToken(SHA256, "SIMDA", "admin", NOW, LATER),),
    second_factor=SecondFactor("GEZDGNBVGY3TQOJQ", on=True, last_step=57, recovery=(SHA256,)),
    ended=(EndedSession("0123456789abcdef", LATER),),
    removed=True,
)
STORED = {
    "_id": "petugas",
    "role": "officer",
    "agency": "DINKES",
    "region": "kukar",
    "password": "$argon2id$rahasia",
    "version": 1,
    "disabled": False,
    "sessions": 0,
    "one_time": False,
    "also": ["DISHUB"],
    "tokens": [
        {
            "sha256": SHA256,
            "name": "SIMDA",
            "made_by": "admin",
            "made_at": NOW,
            "expires_at": LATER,
        }
    ],
    "second_factor": {
        "secret": "GEZDGNBVGY3TQOJQ",
        "on": True,
        "last_step": 57,
        "recovery": [SHA256],
    },
    "ended": [{"session_id": "0123456789abcdef", "until": LATER}],
    "removed": True,
    "changed_at": NOW,
}
"""A name that changes here loses what is stored."""
FIRST = ("_id", "role", "agency", "region", "password", "changed_at")
"""What the first release stored."""


def test_an_account_is_stored_under_the_names_that_earlier_versions_gave() -> None:
    assert account_document(ACCOUNT, NOW) == STORED


def test_a_stored_account_is_read_as_it_was_written() -> None:
    assert account_of(STORED) == ACCOUNT


def test_an_account_without_a_second_factor_is_stored_and_read_as_one() -> None:
    without = replace(ACCOUNT, second_factor=None)
    assert account_document(without, NOW) == {**STORED, "second_factor": None}
    assert account_of({**STORED, "second_factor": None}) == without


def test_an_account_of_the_first_release_was_never_published_and_has_no_ended_session() -> None:
    first = account_of({name: STORED[name] for name in FIRST})
    assert (first.version, first.disabled, first.sessions, first.one_time) == (0, False, 0, False)
    assert (first.also, first.tokens, first.second_factor) == ((), (), None)
    assert (first.ended, first.removed) == ((), False)
