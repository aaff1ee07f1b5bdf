"""Agencies as MongoDB documents, and back. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from contracts.words import ContactRole, HigherRole
from planner.agencies.agency import ROLES, Contact, Draft
from planner.agencies.stored import StoredAgency


def agency_document(stored: StoredAgency, at: datetime, by: str) -> dict[str, Any]:
    """The document of an agency that `by` changed at `at`. Contacts above the agencies are apart:
    an earlier release, which does not know their roles, reads the others; an agency that it saves
    loses them.
    """
    draft = stored.draft
    higher = [one for one in draft.contacts if isinstance(one.role, HigherRole)]
    return {
        "_id": draft.agency,
        "name": draft.name,
        "kind": draft.kind,
        "aliases": list(draft.aliases),
        "contacts": [_row(one) for one in draft.contacts if isinstance(one.role, ContactRole)],
        **({"higher_contacts": list(map(_row, higher))} if higher else {}),
        "region": stored.region,
        "version": stored.version,
        "changed_at": at,
        "changed_by": by,
    }


def _row(contact: Contact) -> dict[str, str | None]:
    return {**contact._asdict(), "role": str(contact.role)}


def agency_of(row: Mapping[str, Any]) -> StoredAgency:
    """The agency in a document."""
    draft = Draft(
        agency=row["_id"],
        name=row["name"],
        kind=row["kind"],
        aliases=tuple(row["aliases"]),
        contacts=tuple(
            Contact(ROLES[c["role"]], c["email"], c["name"])
            for c in (*row["contacts"], *row.get("higher_contacts", ()))
        ),
    )
    return StoredAgency(draft, row["region"], row["version"])
