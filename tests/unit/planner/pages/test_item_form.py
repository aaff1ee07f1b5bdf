"""The form of an item: what it shows is read back as it was; tampering with it does no harm."""

import json
from datetime import date
from typing import Any

import pytest

from contracts.words import Book, Kind, PartnerKind, Pillar
from planner.items.item import Draft, Milestone, Partner
from planner.items.stored import StoredItem
from planner.limits import LIST_MOST
from planner.pages.item_form import changed_since, read_form, values_of

DRAFT = Draft(
    item_id="KKR-1",
    pillar=Pillar.LIVING,
    kind=Kind.QUICK_WIN,
    book=Book.QUICK_WINS,
    title="Air bersih",
    agency="DINKES",
    supporting_agencies=("DLHK", "DISHUB"),
    partners=(Partner("PT Uji", PartnerKind.BUSINESS),),
    kecamatan="Tenggarong",
    rural=True,
    start=date(2026, 1, 1),
    due=date(2026, 12, 31),
    milestones=(Milestone("Lelang", date(2026, 3, 1), 12.5),),
    budget=1_250_000_000_001,
    baseline=0.0000001,
    target=1250.0,
    weight=1.125,
)
BLANK = ("kecamatan", "desa", "unit", "target_text", "budget_source", "rpjmd")
"""Blank in a form, and nothing in the plan, as `item.tidy` makes them."""
STORED = StoredItem(DRAFT, "kukar", 3)
FIELDS: dict[str, Any] = {name: getattr(DRAFT, name) for name in DRAFT.__slots__}
RIVAL = Partner("Kota Bontang", PartnerKind.REGION)
MANY = tuple(Milestone(f"T{n}", date(2026, 2, 1), 1.0) for n in range(LIST_MOST))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"milestones": MANY},
        {"milestones": ()},
        {"partners": ()},
        {"partners": (Partner("PT A (Persero) Tbk", PartnerKind.BUSINESS), RIVAL)},
        *({"rural": said} for said in (None, False)),
        *({"weight": number} for number in (0.001, 1.0, 1000.0, 1234.5, 999_999.999, 0.125)),
        *({"budget": number} for number in (0, 1, 999, 1000, 1_000_000, 10**15 - 1)),
        *({"target": number} for number in (None, 0.0, -5.5, 1e15, 0.000000000001)),
    ],
)
def test_a_form_that_is_sent_as_it_came_changes_nothing(changes: dict[str, Any]) -> None:
    draft = Draft(**FIELDS | changes)
    stored = StoredItem(draft, "kukar", 3)
    given, faults = read_form(values_of(stored), stored)
    assert faults == []
    read: dict[str, Any] = {**FIELDS, **given}
    assert Draft(**read | {name: read[name] or None for name in BLANK}) == draft


def test_what_others_changed_is_told_in_words() -> None:
    seen = values_of(STORED)["seen"]
    now = Draft(**FIELDS | {"budget": 5, "partners": ()})
    assert changed_since(seen, StoredItem(now, "kukar", 4)) == [
        ("Pagu", "1.250.000.000.001", "5"),
        ("Mitra", "PT Uji (swasta)", ""),
    ]
    assert changed_since(seen, STORED) == []


def test_a_partner_without_its_kind_is_asked_for_it() -> None:
    given, faults = read_form({**values_of(STORED), "partners": "PT Uji"}, STORED)
    assert [one.field for one in faults] == ["partners"]
    assert "partners" not in given


@pytest.mark.parametrize("seen", ["", "{", "[]", "null", "[" * 200_000, json.dumps({"title": 1})])
def test_what_was_seen_may_be_tampered_with(seen: str) -> None:
    assert changed_since(seen, STORED) == []


@pytest.mark.parametrize("steps", ["", "12", "viele"])
def test_milestones_for_which_the_form_had_no_row_stay(steps: str) -> None:
    """As in a page that was opened before the release in which the form shows all of them."""
    stored = StoredItem(Draft(**{**FIELDS, "milestones": MANY}), "kukar", 3)
    shown = {**values_of(stored), "steps": steps}
    for row in range(12, LIST_MOST):
        shown |= {f"step_{row}": "", f"step_due_{row}": "", f"step_weight_{row}": ""}
    given, faults = read_form(shown, stored)
    assert faults == []
    assert given["milestones"] == MANY
