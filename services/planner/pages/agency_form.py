"""The form of an agency: what it shows, and what is read from it. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, cast

from chassis.http.problem import Fault
from chassis.sheets.cell import one_line
from chassis.text import Text
from contracts.wording import OFFICES
from contracts.words import ContactRole
from planner.agencies import agency
from planner.agencies.agency import ROLES, Contact, faults_of_contact
from planner.agencies.stored import StoredAgency
from planner.limits import LIST_MOST
from planner.pages.seen import as_seen, changes, short

ROWS_MOST = LIST_MOST
"""Rows for contacts that the form has at most: as many as an agency may have."""
SPARE_ROWS = 3
"""Empty rows for contacts below those that there are."""
ROW_PARTS = ("role", "contact", "email")
ROW_NUMBERS = {f"{part}_{row}": row + 1 for row in range(ROWS_MOST) for part in ROW_PARTS}
"""The fields of the rows, and of which row, as people count, each is."""
FIELDS = ("agency", "region", "version", "seen", "name", "kind", "aliases", *ROW_NUMBERS)
LABELS: Mapping[str, str] = {
    "name": "Nama",
    "kind": "Jenis",
    "aliases": "Nama lain",
    **{role.value: word for role, word in OFFICES.items()},
}
FIRST_ROLES = (ContactRole.OFFICER, ContactRole.VERIFIER, ContactRole.HEAD)
"""Of the rows of a new agency."""
BETWEEN_ALIASES = re.compile(r"[;\r\n]+")
AT: Mapping[str, str] = {"text-too-long": "contact"}
"""The part of a row with which a rule of contacts has to do, by its code; others with the email."""


def new_values(region: str) -> dict[str, str]:
    """The values of an empty form."""
    roles = {f"role_{row}": role.value for row, role in enumerate(FIRST_ROLES)}
    return {**dict.fromkeys(FIELDS, ""), **roles, "region": region}


def values_of(stored: StoredAgency) -> dict[str, str]:
    """The values of an agency's form, and in `seen` the same as its reader saw them."""
    draft = stored.draft
    values = {**dict.fromkeys(FIELDS, ""), "agency": draft.agency, "region": stored.region}
    values |= {"name": draft.name, "kind": draft.kind, "aliases": "\n".join(draft.aliases)}
    for row, (role, email, name) in enumerate(draft.contacts):
        values |= {f"role_{row}": role.value, f"contact_{row}": name or "", f"email_{row}": email}
    return {**values, "version": str(stored.version), "seen": as_seen(told(stored))}


def rows_of(values: Mapping[str, str]) -> range:
    """The rows to show: those in which something was typed, and a few more."""
    filled = [row for row in range(ROWS_MOST) if _is_filled(values, row)]
    return range(min(ROWS_MOST, max(filled, default=-1) + 1 + SPARE_ROWS))


def told(stored: StoredAgency) -> dict[str, str]:
    """An agency as people compare it: a text for each field of LABELS."""
    draft = stored.draft
    texts = {"name": draft.name, "kind": draft.kind, "aliases": "; ".join(draft.aliases)}
    for role in ROLES.values():
        addresses = (_address(contact) for contact in draft.contacts if contact.role is role)
        texts[role.value] = "; ".join(addresses)
    return {name: short(text) for name, text in texts.items()}


def changed_since(seen: str, stored: StoredAgency) -> list[tuple[str, str, str]]:
    """Label, what the reader saw and what stands now, of each field that others have changed."""
    return changes(seen, told(stored), LABELS)


def read_form(
    values: Mapping[str, str], stored: StoredAgency | None
) -> tuple[agency.Fields, list[Fault]]:
    """The fields of an agency as typed, with what the form does not show as it is stored; and the
    faults of its rows of contacts. A contact with a fault is left out, and so is an emptied row.
    """
    faults: list[Fault] = []
    given: dict[str, Any] = {
        **_fields(stored),
        "agency": stored.draft.agency if stored else values["agency"].upper(),
        "name": values["name"],
        "kind": values["kind"],
        "aliases": tuple(_aliases(values["aliases"])),
        "contacts": tuple(_contacts(values, faults)),
    }
    return cast(agency.Fields, given), faults


def _fields(stored: StoredAgency | None) -> dict[str, Any]:
    if stored is None:
        return {}
    return {field.name: getattr(stored.draft, field.name) for field in fields(stored.draft)}


def _aliases(text: str) -> Iterator[str]:
    lines = (one_line(line) for line in BETWEEN_ALIASES.split(text))
    return (line for line in lines if line)


def _contacts(values: Mapping[str, str], faults: list[Fault]) -> list[Contact]:
    contacts: list[Contact] = []
    for row in range(ROWS_MOST):
        if not _is_filled(values, row):
            continue
        contact, found = _contact(values, row, contacts)
        if contact is not None and not found:
            contacts.append(contact)
        faults += found
    return contacts


def _contact(
    values: Mapping[str, str], row: int, earlier: Sequence[Contact]
) -> tuple[Contact | None, list[Fault]]:
    """The contact in a row, None without a role; and a fault for each part that is wrong."""
    role, name, email = (values[f"{part}_{row}"] for part in ROW_PARTS)
    known = role in ROLES
    contact = Contact(ROLES.get(role, ContactRole.OFFICER), email, one_line(name) or None)
    found = [
        replace(fault, field=f"{AT.get(fault.code, 'email')}_{row}")
        for fault in faults_of_contact(contact, earlier if known else ())
    ]
    if not email:
        message = Text(
            "isi alamat email, atau kosongkan namanya juga",
            "give an email address, or empty the name as well",
        )
        found = [Fault(f"email_{row}", "missing", message)]
    if not known:
        found.append(Fault(f"role_{row}", "unknown-word", Text("pilih satu", "choose one")))
    return contact if known else None, found


def _is_filled(values: Mapping[str, str], row: int) -> bool:
    return bool(values[f"contact_{row}"] or values[f"email_{row}"])


def _address(contact: Contact) -> str:
    return f"{contact.name} <{contact.email}>" if contact.name else contact.email
