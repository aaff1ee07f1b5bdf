"""Which offices are held by whom, and who may try their addresses. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from contracts import AgencyPublished
from contracts.account import OF_AN_AGENCY, Account, Role
from contracts.words import Contact, HigherContact
from notifier.directory.offices import Office

TRIERS = (*sorted(OF_AN_AGENCY), Role.PLANNER, Role.ADMIN)
"""Roles that may send a test message."""


@dataclass(frozen=True, slots=True)
class Held:
    """An office of an agency, or of a region through an agency that keeps its address."""

    office: Office
    agency: str
    region: str
    name: str
    email: str


def held(agencies: Sequence[AgencyPublished]) -> Sequence[Held]:
    """Every contact of the agencies whose office is known here."""
    return list(_held(agencies))


def _held(agencies: Sequence[AgencyPublished]) -> Iterator[Held]:
    known = {one.value: one for one in Office}
    for one in agencies:
        contacts: tuple[Contact | HigherContact, ...] = (*one.contacts, *one.higher_contacts)
        for contact in contacts:
            if contact.role in known:
                office = known[contact.role]
                yield Held(office, one.agency, one.region, contact.name, contact.email)


def to_try(account: Account, agencies: Sequence[AgencyPublished]) -> Mapping[str, Held]:
    """By address those to whom the account may send a test message: its own agency's contacts, for
    the planner and the administrator any of their region's; for others none.
    """
    if account.role not in TRIERS:
        return {}
    return {
        one.email: one
        for one in held(agencies)
        if account.scope.covers(region=one.region, agency=one.agency)
    }
