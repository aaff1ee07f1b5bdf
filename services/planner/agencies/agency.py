"""The fields, contacts and validation rules of an agency (OPD). Pure."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypedDict

from chassis.http.problem import Fault
from chassis.sheets.cell import has_no_value, is_error, one_line
from contracts.addresses import fault_of_address
from contracts.wording import OFFICES
from contracts.words import ContactRole, HigherRole
from planner.agencies.address_words import email_fault
from planner.code import AGENCY_CODE_MOST, is_code
from planner.limits import LIST_MOST
from planner.refusal import plan_fault

NAME_MOST, KIND_MOST, ALIAS_MOST = 300, 64, 300
ALERTED = (ContactRole.OFFICER, ContactRole.HEAD)
"""Without these nobody who works on an item is told that it slips."""

OfficeRole = ContactRole | HigherRole
ROLES: Mapping[str, OfficeRole] = {role.value: role for role in (*ContactRole, *HigherRole)}
"""In their order, from the item's office up."""


class Contact(NamedTuple):
    """An office's address for one role; without `name` the office itself is addressed."""

    role: OfficeRole
    email: str
    name: str | None = None

    def named(self, agency: str) -> str:
        """How the office is addressed, as in Kepala Dinas Kesehatan; there is one Sekretaris
        Daerah, whatever the agency.
        """
        if self.name or isinstance(self.role, HigherRole):
            return self.name or OFFICES[self.role]
        return f"{OFFICES[self.role]} {agency}"


class Fields(TypedDict, total=False):
    """The fields read of an agency; a field that could not be read is absent."""

    agency: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A complete and valid agency. Aliases are used by the planner's imports only."""

    agency: str
    name: str
    kind: str = "other"
    aliases: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()


def tidy(given: Fields) -> Fields:
    """The fields with every text on one line, and contacts in the order of their roles."""
    tidied = Fields(**given)
    if "name" in given:
        tidied["name"] = _text(given["name"])
    if "kind" in given:
        tidied["kind"] = _text(given["kind"]) or "other"
    if "aliases" in given:
        tidied["aliases"] = tuple(_text(alias) for alias in given["aliases"])
    if "contacts" in given:
        roles = list(ROLES.values())
        contacts = sorted(given["contacts"], key=lambda contact: roles.index(contact.role))
        tidied["contacts"] = tuple(
            Contact(role, email.strip(), one_line(name or "") or None)
            for role, email, name in contacts
        )
    return tidied


def _text(text: str) -> str:
    """The text on one line; empty for a dash and the like, as in a sheet."""
    line = one_line(text)
    return "" if has_no_value(line) else line


def faults_of(given: Fields) -> list[Fault]:
    """Every rule that the fields break on their own, without other agencies."""
    return [*_texts(given), *_aliases(given), *_contacts(given)]


def _texts(given: Fields) -> Iterator[Fault]:
    code = given.get("agency")
    if code is not None and not is_code(code, AGENCY_CODE_MOST):
        yield plan_fault("bad-code", "agency", value=code[:80], limit=AGENCY_CODE_MOST)
    name, kind = given.get("name"), given.get("kind", "")
    if name is not None and not name:
        yield plan_fault("missing", "name")
    if is_error(name):
        yield plan_fault("cell-error", "name", value=name)
    if name and len(name) > NAME_MOST:
        yield plan_fault("text-too-long", "name", length=len(name), limit=NAME_MOST)
    if len(kind) > KIND_MOST:
        yield plan_fault("text-too-long", "kind", length=len(kind), limit=KIND_MOST)


def _aliases(given: Fields) -> Iterator[Fault]:
    aliases = given.get("aliases", ())
    if len(aliases) > LIST_MOST:
        yield plan_fault("too-many", "aliases", limit=LIST_MOST, count=len(aliases))
        return
    counts = Counter(aliases)
    for alias in aliases:
        if not alias:
            yield plan_fault("missing", "aliases")
        if is_error(alias):
            yield plan_fault("cell-error", "aliases", value=alias)
        if len(alias) > ALIAS_MOST:
            yield plan_fault("text-too-long", "aliases", length=len(alias), limit=ALIAS_MOST)
        if ";" in alias:
            yield plan_fault("separator-in-text", "aliases", separators=";")
        if counts[alias] > 1:
            yield plan_fault("given-twice", "aliases", value=alias)


def _contacts(given: Fields) -> Iterator[Fault]:
    contacts = given.get("contacts", ())
    if len(contacts) > LIST_MOST:
        yield plan_fault("too-many", "contacts", limit=LIST_MOST, count=len(contacts))
        return
    for number, contact in enumerate(contacts):
        yield from faults_of_contact(contact, contacts[:number])


def faults_of_contact(contact: Contact, earlier: Collection[Contact]) -> Iterator[Fault]:
    """Every rule that a contact breaks below those that are given before it."""
    field, length = f"contacts.{contact.role}", len(contact.name or "")
    if fault := email_fault(contact.email, field):
        yield fault
    if any((contact.role, contact.email) == (one.role, one.email) for one in earlier):
        yield plan_fault("given-twice", field, value=contact.email)
    if length > NAME_MOST:
        yield plan_fault("text-too-long", field, length=length, limit=NAME_MOST)


def without_contact(agency: Draft) -> tuple[ContactRole, ...]:
    """Of the roles that are alerted about an agency's items those without an address that can be
    written to. None is missed where there are only contacts of the delivery team or above: it has
    no items.
    """
    reached = (one for one in agency.contacts if fault_of_address(one.email) is None)
    roles = {contact.role for contact in reached}
    if roles and roles <= {ContactRole.DELIVERY_TEAM, *HigherRole}:
        return ()
    return tuple(role for role in ALERTED if role not in roles)


def unreachable(agency: Draft) -> tuple[Fault, ...]:
    """What is wrong with each address to which no mail can be written; older ones may be such."""
    found = (email_fault(one.email, f"contacts.{one.role}") for one in agency.contacts)
    return tuple(fault for fault in found if fault)
