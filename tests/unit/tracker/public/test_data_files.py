"""What everybody sees, as files; and which regions show anything."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.encoders import jsonable_encoder

from contracts.words import Kind, Pillar, Status
from tests.unit.tracker.overviews import an_overview
from tracker.public.data_files import as_csv, as_json, dictionary_as_csv
from tracker.public.dictionary import FILES, ITEM_FIELDS
from tracker.public.public_regions import DEFAULT, read_public_regions
from tracker.public.shown import PublicItem, Shown
from tracker.summary.sums import Sums

NOW = datetime(2026, 6, 15, 4, tzinfo=UTC)


def an_item(**other: object) -> PublicItem:
    told = {
        "item_id": "KKR-1",
        "title": "Bank Sampah",
        "kind": Kind.QUICK_WIN,
        "pillar": Pillar.LIVING,
        "agency": "DLHK",
        "status": Status.LATE,
        "due": date(2026, 6, 1),
        "planned_percent": 100.0,
        "reported_percent": 85.0,
        "signed_percent": 40.0,
        "as_of": date(2026, 5, 31),
        **other,
    }
    return PublicItem(**told)  # type: ignore[arg-type]


def shown(*items: PublicItem) -> Shown:
    sums = Sums(items=1, weight=2.0, weight_done=1.7, weight_done_is_signed=0.8, weight_planned=2.0)
    overview = an_overview(at=NOW, groups={("living", "DLHK", "quick_win"): sums})
    return Shown("kukar", read_public_regions().regions["kukar"], overview, list(items), {})


def test_the_csv_has_the_columns_that_are_explained_and_no_formula() -> None:
    nasty = '=HYPERLINK("http://x","klik")'
    rows = list(csv.DictReader(io.StringIO(as_csv(shown(an_item(), an_item(title=nasty))))))
    assert list(rows[0]) == list(ITEM_FIELDS)
    assert rows[0] == {
        "item_id": "KKR-1",
        "title": "Bank Sampah",
        "kind": "quick_win",
        "pillar": "living",
        "agency": "DLHK",
        "status": "late",
        "due": "2026-06-01",
        "planned_percent": "100.0",
        "reported_percent": "85.0",
        "signed_percent": "40.0",
        "as_of": "2026-05-31",
    }
    assert rows[1]["title"] == f"'{nasty}"


def test_the_json_tells_what_is_reported_from_what_is_signed_and_its_licence() -> None:
    told = as_json(shown(an_item()))
    assert told["pillars"]["living"]["weight_reported"] == 1.7
    assert told["pillars"]["living"]["weight_signed"] == 0.8
    assert told["licence"]["url"].startswith("https://")
    assert set(told["dictionary"]) == set(told["items"][0]) == set(ITEM_FIELDS)


MAPS = {"dictionary", "fields", "pillars", "pillars.*.by_status"}
"""Whose names are data."""


def fields_of(told: Any, path: str = "") -> Iterator[str]:
    """Every field of a JSON document: `*` for names that are data, `[]` for rows."""
    if isinstance(told, list):
        for one in told:
            yield f"{path}[]"
            yield from fields_of(one, f"{path}[]")
    if isinstance(told, dict):
        for name, value in told.items():
            place = "*" if path in MAPS else name
            below = f"{path}.{place}" if path else place
            yield below
            yield from fields_of(value, below)


def test_every_field_of_every_published_file_is_in_the_dictionary_and_no_other() -> None:
    published = shown(an_item())
    sums = next(iter(published.overview.groups.values()))
    sums.by_status.update({Status.LATE.value: 1})
    assert set(fields_of(jsonable_encoder(as_json(published)))) == set(FILES["data.json"])
    tables = {"data.csv": as_csv(published), "kamus.csv": dictionary_as_csv()}
    for name, text in tables.items():
        assert next(csv.reader(io.StringIO(text))) == list(FILES[name])
    assert FILES.keys() == {"data.json", *tables}
    told = list(csv.DictReader(io.StringIO(dictionary_as_csv())))
    assert [(one["file"], one["field"]) for one in told] == [
        (file, field) for file, fields in FILES.items() for field in fields
    ]


def test_each_field_is_explained_in_both_languages() -> None:
    for fields in FILES.values():
        for name, (indonesian, english) in fields.items():
            assert indonesian, name
            assert english, name
            assert indonesian != english, name


@pytest.mark.parametrize(
    "spoiled",
    [
        {"kinds": ["semua"]},
        {"licence": {"name": "x", "url": "javascript:alert(1)"}},
        {"licence": {"name": "x", "url": 'https://x"onclick'}},
        {"items": True},
    ],
)
def test_a_file_that_cannot_be_right_is_refused_at_the_start(
    spoiled: dict[str, object], tmp_path: Path
) -> None:
    said = json.loads(DEFAULT.read_bytes())
    said["regions"]["kukar"].update(spoiled)
    path = tmp_path / "publik.json"
    path.write_text(json.dumps(said))
    with pytest.raises(ValueError, match="regions"):
        read_public_regions(path)
