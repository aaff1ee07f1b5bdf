"""An item and an agency of a plan, as the planner has them."""

from datetime import date

from contracts.words import ContactRole, PartnerKind, Pillar
from planner.agencies import agency
from planner.agencies.stored import StoredAgency
from planner.items import item
from planner.items.stored import StoredItem

ITEM = StoredItem(
    item.Draft(
        item_id="RA-1",
        pillar=Pillar.LIVING,
        title="Layanan",
        agency="DINKES",
        start=date(2026, 1, 1),
        due=date(2026, 12, 31),
        supporting_agencies=("BAPPEDA",),
        partners=(item.Partner("UNMUL", PartnerKind.ACADEMIA),),
        kecamatan="Sanga-Sanga",
        milestones=(item.Milestone("Siap", date(2026, 5, 1), 30.0),),
        indicator="Desa",
        target=6000.0,
        target_text="6.000 desa",
        budget=1_250_000,
    ),
    "kukar",
    3,
    cancelled=True,
)
AGENCY = StoredAgency(
    agency.Draft(
        agency="DINKES",
        name="Dinas Kesehatan",
        aliases=("Dinkes",),
        contacts=(agency.Contact(ContactRole.HEAD, "kepala@dinkes.example"),),
    ),
    "kukar",
    2,
)
