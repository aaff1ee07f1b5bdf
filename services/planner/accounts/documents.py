"""Accounts as MongoDB documents, and back. Pure."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from contracts.account import Role
from planner.accounts.account import EndedSession, StoredAccount, StoredToken
from planner.accounts.second_factor import SecondFactor


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
        "second_factor": factor_document(account.second_factor),
        "ended": [asdict(session) for session in account.ended],
        "removed": account.removed,
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
        second_factor=_factor_of(row.get("second_factor")),
        ended=tuple(EndedSession(**session) for session in row.get("ended", ())),
        removed=row.get("removed", False),
    )


def factor_document(factor: SecondFactor | None) -> dict[str, Any] | None:
    """The second factor in an account's document."""
    if factor is None:
        return None
    return {
        "secret": factor.secret,
        "on": factor.on,
        "last_step": factor.last_step,
        "recovery": list(factor.recovery),
    }


def _factor_of(stored: Mapping[str, Any] | None) -> SecondFactor | None:
    if stored is None:
        return None
    return SecondFactor(
        stored["secret"], stored["on"], stored["last_step"], tuple(stored["recovery"])
    )
