"""Accounts as MongoDB documents, and back. Pure."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from contracts.account import Role
from planner.accounts.account import StoredAccount, StoredToken


def account_document(account: StoredAccount, at: datetime) -> dict[str, Any]:
    """The document of an account that was changed at `at`."""
    return {
        "_id": account.username,
        "role": str(account.role),
        "agency": account.agency,
        "also": list(account.also),
        "region": account.region,
        "password": account.password,
        "version": account.version,
        "disabled": account.disabled,
        "sessions": account.sessions,
        "one_time": account.one_time,
        "tokens": [asdict(token) for token in account.tokens],
        "changed_at": at,
    }


def account_of(row: Mapping[str, Any]) -> StoredAccount:
    """The account in a document."""
    return StoredAccount(
        row["_id"],
        Role(row["role"]),
        row["agency"],
        row["region"],
        row["password"],
        version=row.get("version", 0),
        disabled=row.get("disabled", False),
        sessions=row.get("sessions", 0),
        one_time=row.get("one_time", False),
        also=tuple(row.get("also", ())),
        tokens=tuple(StoredToken(**token) for token in row.get("tokens", ())),
    )
