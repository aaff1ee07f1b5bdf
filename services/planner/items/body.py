"""HTTP bodies and views of an item. Pure."""

from datetime import date
from typing import Annotated, Any, cast

from pydantic import BaseModel, Field

from chassis.http.problem import Fault
from chassis.text import Text
from contracts.words import AsNumber, Book, Kind, PartnerKind, Pillar
from planner.body import (
    ALL_GIVEN,
    FEW,
    FIXED_REGION,
    BodyCode,
    BodyText,
    StrictBody,
    Version,
    changed_faults,
)
from planner.items import item
from planner.items.item import BUDGET_MOST
from planner.items.stored import StoredItem

Number = Annotated[float, AsNumber]

FIXED = {
    "item_id": Text(
        "kode tidak dapat diubah; hapus isian ini, atau tambahkan rencana aksi baru",
        "a code cannot be changed; leave it out, or create a new item",
    ),
    "region": FIXED_REGION,
    "cancelled": Text(
        "dibatalkan lewat POST /api/v1/items/{kode}/cancel; hapus isian ini",
        "is cancelled by POST /api/v1/items/{code}/cancel; leave it out",
    ),
}
"""Why a field of an item cannot be changed."""


class MilestoneBody(StrictBody):
    """A step: `weight` percent of the item are done when the day `due` ends."""

    name: BodyText
    due: date
    weight: Number


class PartnerBody(StrictBody):
    """Someone outside the region's agencies who helps."""

    name: BodyText
    kind: PartnerKind


class ItemFields(StrictBody):
    """What is planned. Whole rupiah; weight is a bare number."""

    pillar: Pillar
    kind: Kind = Kind.ACTION
    book: Book = Book.ACTION_PLAN
    title: BodyText
    agency: BodyCode
    supporting_agencies: list[BodyCode] = FEW
    partners: list[PartnerBody] = FEW
    kecamatan: BodyText | None = None
    desa: BodyText | None = None
    rural: bool | None = None
    start: date
    due: date
    milestones: list[MilestoneBody] = FEW
    indicator: BodyText = ""
    unit: BodyText | None = None
    baseline: Number | None = None
    target: Number | None = None
    target_text: BodyText | None = None
    budget: Annotated[int, Field(ge=-BUDGET_MOST, le=10 * BUDGET_MOST), AsNumber] = 0
    budget_source: BodyText | None = None
    rpjmd: BodyText | None = None
    weight: Number = 1.0


class NewItem(ItemFields):
    """An item to be created."""

    item_id: BodyCode
    region: BodyCode | None = None


class RevisedItem(ItemFields):
    """An item as it shall be; `version` is the one that is revised.

    What GET shows may come back: code, region and `cancelled` as they stand.
    """

    version: Version
    item_id: BodyCode | None = None
    region: BodyCode | None = None
    cancelled: bool | None = None


class PlanItemShown(ItemFields):
    """An item as it is planned, with the fields that a revision takes."""

    model_config = ALL_GIVEN

    item_id: str
    region: str
    version: int
    cancelled: bool


class PlanItemPage(BaseModel):
    """Items in the order of their codes, and the cursor of the next page."""

    items: list[PlanItemShown]
    next: str | None


class Cancellation(StrictBody):
    """Which version is cancelled; without one, whichever it is."""

    version: Version | None = None


def unchangeable(body: RevisedItem, stored: StoredItem) -> list[Fault]:
    """The fixed fields of the item for which the revision gives another value than is stored."""
    stands = {"item_id": stored.draft.item_id, "region": stored.region}
    faults = changed_faults(body, stands, FIXED)
    if body.cancelled and not stored.cancelled:
        faults.append(Fault("cancelled", "cannot-be-changed", FIXED["cancelled"]))
    return faults


def item_fields(body: ItemFields, item_id: str) -> item.Fields:
    """The fields of an item in a body."""
    given = body.model_dump(include=set(ItemFields.model_fields))
    given["item_id"] = item_id
    given["supporting_agencies"] = tuple(body.supporting_agencies)
    given["partners"] = tuple(item.Partner(p.name, p.kind) for p in body.partners)
    given["milestones"] = tuple(item.Milestone(m.name, m.due, m.weight) for m in body.milestones)
    return cast(item.Fields, given)


def item_view(stored: StoredItem) -> dict[str, Any]:
    """The item in a response, with the fields that a revision takes."""
    draft = stored.draft
    view: dict[str, Any] = {name: getattr(draft, name) for name in ItemFields.model_fields}
    view["partners"] = [partner._asdict() for partner in draft.partners]
    view["milestones"] = [step._asdict() for step in draft.milestones]
    return {
        "item_id": draft.item_id,
        "region": stored.region,
        "version": stored.version,
        "cancelled": stored.cancelled,
        **view,
    }
