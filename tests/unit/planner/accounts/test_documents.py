from datetime import UTC, datetime

from contracts.account import Role
from planner.accounts.account import StoredAccount
from planner.accounts.documents import account_document, account_of

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
ACCOUNT = StoredAccount("petugas", Role.OFFICER, "DINKES", "kukar", "$argon2id$rahasia")
STORED = {
    "_id": "petugas",
    "role": "officer",
    "agency": "DINKES",
    "region": "kukar",
    "password": "$argon2id$rahasia",
    "changed_at": NOW,
}
"""As earlier versions wrote it: a name that changes here loses what is stored."""


def test_an_account_is_stored_under_the_names_that_earlier_versions_gave() -> None:
    assert account_document(ACCOUNT, NOW) == STORED


def test_a_stored_account_is_read_as_it_was_written() -> None:
    assert account_of(STORED) == ACCOUNT
