"""What everybody sees, as rows for a file: what each column means, JSON and CSV. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from chassis.sheets.csv_rows import csv_of
from tracker.public.shown import PublicItem, Shown
from tracker.summary.sums import Sums

DICTIONARY: Mapping[str, tuple[str, str]] = {
    "item_id": ("Kode rencana aksi", "Code of the item"),
    "title": ("Judul", "Title"),
    "kind": ("Jenis: quick_win atau action", "Kind: quick_win or action"),
    "pillar": ("Pilar kota cerdas", "Pillar of the smart city"),
    "agency": ("Kode perangkat daerah penanggung jawab", "Code of the responsible agency"),
    "status": (
        "late, critical, behind, on_track, done atau not_started, menurut aturan yang berlaku",
        "late, critical, behind, on_track, done or not_started, by the rules in force",
    ),
    "due": ("Batas waktu", "Due day"),
    "planned_percent": ("Rencana fisik saat ini, persen", "Planned progress by now, percent"),
    "reported_percent": (
        "Fisik menurut laporan terakhir yang dihitung, persen",
        "Progress by the latest report that counts, percent",
    ),
    "signed_percent": (
        "Fisik menurut laporan terakhir yang ditandatangani kepala perangkat daerah, persen",
        "Progress by the latest report that the agency's head has signed, percent",
    ),
    "as_of": ("Hari yang dilaporkan terakhir", "Day that the latest report holds for"),
}
"""Column, in both languages; in the order of the files."""


def table(items: Iterable[PublicItem]) -> list[dict[str, Any]]:
    """The items as rows of `DICTIONARY`."""
    return [{name: getattr(item, name) for name in DICTIONARY} for item in items]


def as_csv(shown: Shown) -> str:
    """The items as CSV: UTF-8, with a comma and a point."""
    return csv_of([DICTIONARY, *(row.values() for row in table(shown.items))])


def as_json(shown: Shown) -> dict[str, Any]:
    """Sums by pillar and the items, with their licence and what each column means."""
    return {
        "region": shown.region,
        "name": shown.says.name,
        "as_of": shown.overview.at,
        "licence": shown.says.licence.model_dump(),
        "dictionary": {
            name: {"id": indonesian, "en": english}
            for name, (indonesian, english) in DICTIONARY.items()
        },
        "pillars": {pillar: _sums(sums) for pillar, sums in shown.overview.by("pillar").items()},
        "items": table(shown.items),
    }


def _sums(sums: Sums) -> dict[str, Any]:
    return {
        "items": sums.items,
        "by_status": dict(sorted(sums.by_status.items())),
        "weight": round(sums.weight, 6),
        "weight_planned": round(sums.weight_planned, 6),
        "weight_reported": round(sums.weight_done, 6),
        "weight_signed": round(sums.weight_done_is_signed, 6),
        "weight_proven": round(sums.weight_done_proven, 6),
    }
