"""HTTP bodies and views of an agency. Pure."""

from typing import Any

from pydantic import BaseModel

from chassis.http.problem import Fault
from chassis.text import Text
from planner.agencies import agency
from planner.agencies.stored import StoredAgency
from planner.body import FEW, FIXED_REGION, BodyCode, BodyText, StrictBody, Version, changed_faults

FIXED = {
    "agency": Text(
        "kode tidak dapat diubah; hapus isian ini, atau tambahkan perangkat daerah baru",
        "a code cannot be changed; leave it out, or create a new agency",
    ),
    "region": FIXED_REGION,
}
"""Why a field of an agency cannot be changed."""


class ContactBody(StrictBody):
    """An office's address for one role."""

    role: agency.OfficeRole
    email: BodyText
    name: BodyText | None = None


class AgencyFields(StrictBody):
    """An agency (OPD)."""

    name: BodyText
    kind: BodyText = "other"
    aliases: list[BodyText] = FEW
    contacts: list[ContactBody] = FEW


class NewAgency(AgencyFields):
    """An agency to be created."""

    agency: BodyCode
    region: BodyCode | None = None


class RevisedAgency(AgencyFields):
    """An agency as it shall be; `version` is the one that is revised.

    What GET shows may come back: code and region as they stand.
    """

    version: Version
    agency: BodyCode | None = None
    region: BodyCode | None = None


class ContactShown(BaseModel):
    """An office's address for one role; without a name the office itself is addressed."""

    role: agency.OfficeRole
    email: str
    name: str | None


class AgencyShown(BaseModel):
    """An agency; `contacts` only for who keeps them."""

    agency: str
    region: str
    version: int
    name: str
    kind: str
    aliases: list[str]
    contacts: list[ContactShown] = []


class AgencyPage(BaseModel):
    """Agencies in the order of their codes, and the cursor of the next page."""

    items: list[AgencyShown]
    next: str | None


def unchangeable(body: RevisedAgency, stored: StoredAgency) -> list[Fault]:
    """The fixed fields of the agency for which the revision gives another value than is stored."""
    stands = {"agency": stored.draft.agency, "region": stored.region}
    return changed_faults(body, stands, FIXED)


def agency_fields(body: AgencyFields, code: str) -> agency.Fields:
    """The fields of an agency in a body."""
    return agency.Fields(
        agency=code,
        name=body.name,
        kind=body.kind,
        aliases=tuple(body.aliases),
        contacts=tuple(agency.Contact(c.role, c.email, c.name) for c in body.contacts),
    )


def agency_view(stored: StoredAgency, *, contacts: bool) -> dict[str, Any]:
    """The agency in a response; its addresses only with `contacts`."""
    draft = stored.draft
    view = {
        "agency": draft.agency,
        "region": stored.region,
        "version": stored.version,
        "name": draft.name,
        "kind": draft.kind,
        "aliases": draft.aliases,
    }
    return view | ({"contacts": [c._asdict() for c in draft.contacts]} if contacts else {})
