"""Items as MongoDB documents, and back. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from contracts.words import Book, Kind, PartnerKind, Pillar
from planner.items import item
from planner.items.stored import StoredItem


def item_document(stored: StoredItem, at: datetime, by: str) -> dict[str, Any]:
    """The document of an item that `by` changed at `at`."""
    draft = stored.draft
    return {
        "_id": draft.item_id,
        **{name: getattr(draft, name) for name in _AS_THEY_ARE},
        "pillar": draft.pillar,
        "kind": draft.kind,
        "book": draft.book,
        "start": draft.start.isoformat(),
        "due": draft.due.isoformat(),
        "supporting_agencies": list(draft.supporting_agencies),
        "partners": [{"name": name, "kind": str(kind)} for name, kind in draft.partners],
        "milestones": [
            {"name": name, "due": due.isoformat(), "weight": weight}
            for name, due, weight in draft.milestones
        ],
        "region": stored.region,
        "version": stored.version,
        "cancelled": stored.cancelled,
        **({"reason": stored.reason} if stored.reason else {}),
        "time_zone": stored.time_zone,
        "changed_at": at,
        "changed_by": by,
    }


def item_of(row: Mapping[str, Any]) -> StoredItem:
    """The item in a document."""
    draft = item.Draft(
        item_id=row["_id"],
        pillar=Pillar(row["pillar"]),
        kind=Kind(row["kind"]),
        book=Book(row["book"]),
        start=date.fromisoformat(row["start"]),
        due=date.fromisoformat(row["due"]),
        supporting_agencies=tuple(row["supporting_agencies"]),
        partners=tuple(item.Partner(p["name"], PartnerKind(p["kind"])) for p in row["partners"]),
        milestones=tuple(
            item.Milestone(step["name"], date.fromisoformat(step["due"]), step["weight"])
            for step in row["milestones"]
        ),
        **{name: row[name] for name in _AS_THEY_ARE},
    )
    return StoredItem(
        draft,
        row["region"],
        row["version"],
        row["cancelled"],
        row.get("time_zone", ""),
        row.get("reason", ""),
    )


_AS_THEY_ARE = (
    "title",
    "agency",
    "kecamatan",
    "desa",
    "rural",
    "indicator",
    "unit",
    "baseline",
    "target",
    "target_text",
    "budget",
    "budget_source",
    "rpjmd",
    "weight",
)
