"""What everybody sees, as rows for a file: JSON and CSV. Pure."""

from collections.abc import Iterable
from typing import Any

from chassis.sheets.csv_rows import csv_of
from tracker.public.dictionary import (
    DICTIONARY_FIELDS,
    ITEM_FIELDS,
    JSON_FIELDS,
    dictionary_rows,
    in_both,
)
from tracker.public.shown import PublicItem, Shown
from tracker.summary.sums import Sums


def table(items: Iterable[PublicItem]) -> list[dict[str, Any]]:
    """The items as rows of `ITEM_FIELDS`."""
    return [{name: getattr(item, name) for name in ITEM_FIELDS} for item in items]


def as_csv(shown: Shown) -> str:
    """The items as CSV: UTF-8, with a comma and a point."""
    return csv_of([ITEM_FIELDS, *(row.values() for row in table(shown.items))])


def dictionary_as_csv() -> str:
    """What every field of every published file means, as CSV."""
    return csv_of([DICTIONARY_FIELDS, *dictionary_rows()])


def as_json(shown: Shown) -> dict[str, Any]:
    """Sums by pillar and the items, with their licence and what each column means."""
    return {
        "region": shown.region,
        "name": shown.says.name,
        "as_of": shown.overview.at,
        "licence": shown.says.licence.model_dump(),
        "dictionary": in_both(ITEM_FIELDS),
        "fields": in_both(JSON_FIELDS),
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
