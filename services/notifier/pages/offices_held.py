"""Which offices are held by whom, and which by nobody. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from contracts import AgencyPublished
from contracts.account import OF_AN_AGENCY, Account, Role
from contracts.words import Contact, HigherContact
from notifier.directory.offices import Office

OF_AGENCIES = tuple(one for one in Office if one.is_of_an_agency)
TRIERS = (*sorted(OF_AN_AGENCY), Role.PLANNER, Role.ADMIN)
"""Roles that may send a test message."""
OF_REGIONS = tuple(one for one in Office if not one.is_of_an_agency)


@dataclass(frozen=True, slots=True)
class Held:
    """An office of an agency, or of a region through an agency that keeps its address."""

    office: Office
    agency: str
    region: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Vacant:
    """Offices that nobody holds: of an agency, or of a region where `agency` is empty."""

    agency: str
    region: str
    offices: tuple[Office, ...]


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


def vacant(agencies: Sequence[AgencyPublished]) -> Sequence[Vacant]:
    """Offices that nobody holds: those of the regions first, then by agency."""
    there = held(agencies)
    regions = sorted({one.region for one in agencies})
    of_regions = [Vacant("", one, _missing(there, OF_REGIONS, region=one)) for one in regions]
    of_agencies = [
        Vacant(one.agency, one.region, _missing(there, OF_AGENCIES, agency=one.agency))
        for one in agencies
    ]
    return [one for one in (*of_regions, *of_agencies) if one.offices]


def _missing(there: Sequence[Held], wanted: Sequence[Office], **where: str) -> tuple[Office, ...]:
    (field, value), *_ = where.items()
    found = {one.office for one in there if getattr(one, field) == value}
    return tuple(one for one in wanted if one not in found)


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
