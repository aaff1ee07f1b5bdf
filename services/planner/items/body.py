"""An item and an agency as HTTP gives and takes them. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, cast

from pydantic import BaseModel, ConfigDict, Field

from chassis.http.problem import Fault
from chassis.text import Text as Says
from contracts.words import AsNumber, Book, ContactRole, Kind, PartnerKind, Pillar
from planner.agencies import agency
from planner.code import CODE_MOST
from planner.items import item
from planner.items.item import BUDGET_MOST, LIST_MOST
from planner.items.stored import StoredAgency, StoredItem

Text = Annotated[str, Field(max_length=2000)]
Code = Annotated[str, Field(max_length=CODE_MOST)]
Number = Annotated[float, AsNumber]
Version = Annotated[int, Field(ge=1, le=2**53), AsNumber]
FEW: Any = Field(default=[], max_length=LIST_MOST)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class MilestoneBody(_Strict):
    """A step: `weight` percent of the item are done when the day `due` ends."""

    name: Text
    due: date
    weight: Number


class PartnerBody(_Strict):
    """Someone outside the region's agencies who helps."""

    name: Text
    kind: PartnerKind


class ItemFields(_Strict):
    """What is planned. Whole rupiah; weight is a bare number."""

    pillar: Pillar
    kind: Kind = Kind.ACTION
    book: Book = Book.ACTION_PLAN
    title: Text
    agency: Code
    supporting_agencies: list[Code] = FEW
    partners: list[PartnerBody] = FEW
    kecamatan: Text | None = None
    desa: Text | None = None
    rural: bool | None = None
    start: date
    due: date
    milestones: list[MilestoneBody] = FEW
    indicator: Text = ""
    unit: Text | None = None
    baseline: Number | None = None
    target: Number | None = None
    target_text: Text | None = None
    budget: Annotated[int, Field(ge=-BUDGET_MOST, le=10 * BUDGET_MOST), AsNumber] = 0
    budget_source: Text | None = None
    rpjmd: Text | None = None
    weight: Number = 1.0


class NewItem(ItemFields):
    """An item to be created."""

    item_id: Code
    region: Code | None = None


class RevisedItem(ItemFields):
    """An item as it shall be; `version` is the one that is revised.

    What GET shows may come back: code, region and `cancelled` as they stand.
    """

    version: Version
    item_id: Code | None = None
    region: Code | None = None
    cancelled: bool | None = None


class Cancellation(_Strict):
    """Which version is cancelled; without one, whichever it is."""

    version: Version | None = None


class ContactBody(_Strict):
    """An office's address for one role."""

    role: ContactRole
    email: Text
    name: Text | None = None


class AgencyFields(_Strict):
    """An agency (OPD)."""

    name: Text
    kind: Text = "other"
    aliases: list[Text] = FEW
    contacts: list[ContactBody] = FEW


class NewAgency(AgencyFields):
    """An agency to be created."""

    agency: Code
    region: Code | None = None


class RevisedAgency(AgencyFields):
    """An agency as it shall be; `version` is the one that is revised.

    What GET shows may come back: code and region as they stand.
    """

    version: Version
    agency: Code | None = None
    region: Code | None = None


def unchangeable(body: RevisedItem | RevisedAgency, view: Mapping[str, Any]) -> list[Fault]:
    """What a revision says otherwise than what stands (`view`), and does not change."""
    code = "item_id" if isinstance(body, RevisedItem) else "agency"
    changed = [name for name in (code, "region") if getattr(body, name) not in {None, view[name]}]
    if isinstance(body, RevisedItem) and body.cancelled and not view["cancelled"]:
        changed.append("cancelled")
    return [Fault(name, "cannot-be-changed", _FIXED[name]) for name in changed]


_FIXED = {
    "item_id": Says(
        "kode tidak dapat diubah; hapus isian ini, atau tambahkan rencana aksi baru",
        "a code cannot be changed; leave it out, or create a new item",
    ),
    "agency": Says(
        "kode tidak dapat diubah; hapus isian ini, atau tambahkan perangkat daerah baru",
        "a code cannot be changed; leave it out, or create a new agency",
    ),
    "region": Says(
        "wilayah tidak dapat diubah; hapus isian ini, atau tambahkan yang baru di wilayah itu",
        "a region cannot be changed; leave it out, or create a new one in that region",
    ),
    "cancelled": Says(
        "dibatalkan lewat POST /api/v1/items/{kode}/cancel; hapus isian ini",
        "is cancelled by POST /api/v1/items/{code}/cancel; leave it out",
    ),
}


def item_fields(body: ItemFields, item_id: str) -> item.Fields:
    """The fields of an item in a body."""
    given = body.model_dump(include=set(ItemFields.model_fields))
    given["item_id"] = item_id
    given["supporting_agencies"] = tuple(body.supporting_agencies)
    given["partners"] = tuple(item.Partner(p.name, p.kind) for p in body.partners)
    given["milestones"] = tuple(item.Milestone(m.name, m.due, m.weight) for m in body.milestones)
    return cast(item.Fields, given)


def agency_fields(body: AgencyFields, code: str) -> agency.Fields:
    """The fields of an agency in a body."""
    return agency.Fields(
        agency=code,
        name=body.name,
        kind=body.kind,
        aliases=tuple(body.aliases),
        contacts=tuple(agency.Contact(c.role, c.email, c.name) for c in body.contacts),
    )


def item_view(stored: StoredItem) -> dict[str, Any]:
    """The item in an answer; what a revision takes."""
    draft = stored.draft
    told: dict[str, Any] = {name: getattr(draft, name) for name in ItemFields.model_fields}
    told["partners"] = [partner._asdict() for partner in draft.partners]
    told["milestones"] = [step._asdict() for step in draft.milestones]
    return {
        "item_id": draft.item_id,
        "region": stored.region,
        "version": stored.version,
        "cancelled": stored.cancelled,
        **told,
    }


def agency_view(stored: StoredAgency, *, contacts: bool) -> dict[str, Any]:
    """The agency in an answer; its addresses only for those who keep them."""
    draft = stored.draft
    told = {
        "agency": draft.agency,
        "region": stored.region,
        "version": stored.version,
        "name": draft.name,
        "kind": draft.kind,
        "aliases": draft.aliases,
    }
    return told | ({"contacts": [c._asdict() for c in draft.contacts]} if contacts else {})
