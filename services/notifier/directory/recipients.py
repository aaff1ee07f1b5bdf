"""The contacts of an office. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts import AgencyPublished
from contracts.words import AgencyCode, Contact, ContactRole, RegionCode


@dataclass(frozen=True, slots=True)
class Offices:
    """The agencies among which an office is looked up."""

    agencies: Sequence[AgencyPublished]

    def holders(
        self, role: ContactRole, agency: AgencyCode, region: RegionCode
    ) -> tuple[Contact, ...]:
        """All contacts with `role` for an item of `agency`, each address once.

        The delivery team (Tim Pelaksana) serves a whole region; every other office belongs to the
        responsible agency.
        """
        by_mailbox: dict[str, Contact] = {}
        for one in sorted(self.agencies, key=lambda one: one.agency):
            if one.region == region if role is ContactRole.DELIVERY_TEAM else one.agency == agency:
                for contact in one.contacts:
                    if contact.role is role:
                        by_mailbox.setdefault(mailbox(contact.email), contact)
        return tuple(by_mailbox.values())


def mailbox(email: str) -> str:
    """The form in which two spellings of one mailbox are equal."""
    return email.casefold()
