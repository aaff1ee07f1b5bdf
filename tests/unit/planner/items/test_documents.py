from dataclasses import replace
from datetime import UTC, datetime

from planner.items.documents import item_document, item_of
from planner.items.stored import StoredItem
from tests.unit.planner.plan import ITEM

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
STORED = {
    "_id": "RA-1",
    "region": "kukar",
    "version": 3,
    "cancelled": True,
    "time_zone": "Asia/Makassar",
    "changed_at": NOW,
    "changed_by": "admin",
    "pillar": "living",
    "kind": "action",
    "book": "rencana_aksi",
    "title": "Layanan",
    "agency": "DINKES",
    "supporting_agencies": ["BAPPEDA"],
    "partners": [{"name": "UNMUL", "kind": "academia"}],
    "kecamatan": "Sanga-Sanga",
    "desa": None,
    "rural": None,
    "start": "2026-01-01",
    "due": "2026-12-31",
    "milestones": [{"name": "Siap", "due": "2026-05-01", "weight": 30.0}],
    "indicator": "Desa",
    "unit": None,
    "baseline": None,
    "target": 6000.0,
    "target_text": "6.000 desa",
    "budget": 1_250_000,
    "budget_source": None,
    "rpjmd": None,
    "weight": 1.0,
}
"""As earlier versions wrote it: a name that changes here loses what is stored."""


def test_an_item_is_stored_under_the_names_that_earlier_versions_gave() -> None:
    assert item_document(replace(ITEM, time_zone="Asia/Makassar"), NOW, "admin") == STORED


def test_a_stored_item_is_read_as_it_was_written() -> None:
    assert item_of(STORED) == replace(ITEM, time_zone="Asia/Makassar")


def test_why_an_item_is_cancelled_is_stored_with_it() -> None:
    why = replace(ITEM, time_zone="Asia/Makassar", reason="digabung")
    assert item_document(why, NOW, "admin") == {**STORED, "reason": "digabung"}
    assert item_of({**STORED, "reason": "digabung"}) == why


def test_an_item_from_before_time_zones_were_kept_is_read_without_one() -> None:
    before = {name: value for name, value in STORED.items() if name != "time_zone"}
    assert item_of(before) == StoredItem(ITEM.draft, "kukar", 3, cancelled=True)
