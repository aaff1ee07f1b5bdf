"""Items and agencies as people compare them: a text for each field. Pure."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from chassis.sheets.calendar_date import long_date
from contracts.wording import KINDS, OFFICES, PARTNERS, SMART_PILLARS
from contracts.words import Book, Kind, Pillar
from planner.agencies.agency import Contact
from planner.agencies.agency import Draft as AgencyDraft
from planner.items.item import Draft as ItemDraft
from planner.items.item import Milestone, Partner
from planner.workbook.words import BOOK_NAMES

ITEM_LABELS: Mapping[str, str] = {
    "title": "Judul",
    "pillar": "Pilar",
    "kind": "Jenis",
    "book": "Buku",
    "agency": "Perangkat daerah",
    "supporting_agencies": "Perangkat daerah pendukung",
    "start": "Mulai",
    "due": "Selesai paling lambat",
    "milestones": "Tonggak",
    "budget": "Pagu",
    "budget_source": "Sumber dana",
    "weight": "Bobot",
    "indicator": "Indikator",
    "unit": "Satuan",
    "baseline": "Nilai awal",
    "target": "Target",
    "target_text": "Target dalam kata",
    "kecamatan": "Kecamatan",
    "desa": "Desa",
    "rpjmd": "Rujukan RPJMD",
    "partners": "Mitra",
    "rural": "Perdesaan",
}
WORDS: Mapping[object, str] = {
    word: text for words in (SMART_PILLARS, KINDS, BOOK_NAMES) for word, text in words.items()
}
YES_NO = ("tidak", "ya")
AGENCY_LABELS: Mapping[str, str] = {
    "name": "Nama",
    "kind": "Jenis",
    "aliases": "Nama lain",
    "contacts": "Kontak",
}


def differences(
    before: ItemDraft | AgencyDraft | None, after: ItemDraft | AgencyDraft | None
) -> list[tuple[str, str, str, str]]:
    """Field, label, text before and text after of each field that differs; of one that is new, all
    that it says.
    """
    known = after or before
    if known is None:
        return []
    labels = ITEM_LABELS if isinstance(known, ItemDraft) else AGENCY_LABELS
    names = [field.name for field in fields(known) if field.name in labels]
    pairs = ((name, getattr(before, name, None), getattr(after, name, None)) for name in names)
    return [(name, labels[name], said(was), said(now)) for name, was, now in pairs if was != now]


def said(value: Any) -> str:
    """A value as people read it; a list in one line."""
    match value:
        case Milestone() | Partner() | Contact():
            return _part(value)
        case tuple():
            return "; ".join(said(one) for one in value)
        case int() | float():
            return YES_NO[value] if isinstance(value, bool) else figure(value)
        case date():
            return long_date(value)
        case _:
            return WORDS[value] if isinstance(value, Pillar | Kind | Book) else str(value or "")


def _part(value: Milestone | Partner | Contact) -> str:
    match value:
        case Milestone(name, due, weight):
            return f"{name} ({long_date(due)}, {figure(weight)} %)"
        case Partner(name, partner):
            return f"{name} ({PARTNERS[partner]})"
        case Contact(role, email, person):
            return f"{OFFICES[role]}: {f'{person} <{email}>' if person else email}"


def figure(number: float | None) -> str:
    """A number with an Indonesian comma and dots, every digit kept; blank for none."""
    if number is None:
        return ""
    text = f"{Decimal(repr(number)):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.translate(str.maketrans(",.", ".,"))
