"""Who holds an office. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contracts import AgencyPublished
from contracts.words import AgencyCode, Contact, HigherContact, RegionCode
from notifier.directory.offices import Office


@dataclass(frozen=True, slots=True)
class Holder:
    """An office's contact: an address and the name that stands beside it."""

    office: Office
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Offices:
    """The agencies among which an office is looked up."""

    agencies: Sequence[AgencyPublished] = ()

    def holders(self, office: Office, agency: AgencyCode, region: RegionCode) -> tuple[Holder, ...]:
        """All contacts of `office` for an item of `agency`, each address once.

        The delivery team (Tim Pelaksana), the secretary and the council serve a whole region; every
        other office belongs to the responsible agency.
        """
        by_mailbox: dict[str, Holder] = {}
        if office.is_of_an_agency:
            serving = [one for one in self.agencies if one.agency == agency]
        else:
            serving = [one for one in self.agencies if one.region == region]
        for one in sorted(serving, key=lambda one: one.agency):
            for holder in _contacts(one, office):
                by_mailbox.setdefault(mailbox(holder.email), holder)
        return tuple(by_mailbox.values())


def _contacts(agency: AgencyPublished, office: Office) -> Iterator[Holder]:
    contacts: list[Contact | HigherContact] = [*agency.contacts, *agency.higher_contacts]
    for contact in contacts:
        if contact.role == office.value:
            yield Holder(office, contact.name, contact.email)


def serves_the_region(agency: AgencyPublished) -> bool:
    """Whether a change of it may concern the items of every agency of its region."""
    return bool(agency.higher_contacts) or any(
        contact.role == Office.DELIVERY_TEAM.value for contact in agency.contacts
    )


def mailbox(email: str) -> str:
    """The form in which two spellings of one mailbox are equal."""
    return email.casefold()
