"""The filter of a search in the ledger. Pure."""

from dataclasses import dataclass

from chassis.query import ScopedQuery


@dataclass(frozen=True, slots=True)
class LedgerQuery(ScopedQuery):
    """Entries that match every given field."""

    alert: str | None = None
    rule: str | None = None
    agency: str | None = None
    region: str | None = None
    item_id: str | None = None
    what: str | None = None
    why: str | None = None
    offices: str | None = None
    """An office that was told."""
