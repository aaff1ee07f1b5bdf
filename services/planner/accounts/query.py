"""The filter of a list of accounts. Pure."""

from dataclasses import dataclass

from chassis.query import ScopedQuery


@dataclass(frozen=True, slots=True)
class AccountQuery(ScopedQuery):
    """Accounts that match every given field."""

    role: str | None = None
