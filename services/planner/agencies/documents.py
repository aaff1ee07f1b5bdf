"""Agencies as MongoDB documents, and back. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from contracts.words import ContactRole
from planner.agencies.agency import Contact, Draft
from planner.agencies.stored import StoredAgency


def agency_document(stored: StoredAgency, at: datetime, by: str) -> dict[str, Any]:
    """The document of an agency that `by` changed at `at`."""
    draft = stored.draft
    return {
        "_id": draft.agency,
        "name": draft.name,
        "kind": draft.kind,
        "aliases": list(draft.aliases),
        "contacts": [
            {"role": str(role), "email": email, "name": name}
            for role, email, name in draft.contacts
        ],
        "region": stored.region,
        "version": stored.version,
        "changed_at": at,
        "changed_by": by,
    }


def agency_of(row: Mapping[str, Any]) -> StoredAgency:
    """The agency in a document."""
    draft = Draft(
        agency=row["_id"],
        name=row["name"],
        kind=row["kind"],
        aliases=tuple(row["aliases"]),
        contacts=tuple(
            Contact(ContactRole(c["role"]), c["email"], c["name"]) for c in row["contacts"]
        ),
    )
    return StoredAgency(draft, row["region"], row["version"])
