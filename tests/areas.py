"""The areas of the tests' region, which no packaged file names."""

import json
from pathlib import Path
from typing import Any

from tests.flow.plan import REGION

PACKAGED = Path("services/tracker/places/areas.json")
PESISIR: dict[str, Any] = {
    "region": REGION,
    "area": "PESISIR",
    "name": "Kawasan Pesisir",
    "as_of": "2026-01-31",
    "source": "uji",
    "districts": [{"name": "Muara-Badak", "note": "sebagian"}],
}


def all_areas() -> list[dict[str, Any]]:
    """Those of the package, and that of the tests' region."""
    packaged: list[dict[str, Any]] = json.loads(PACKAGED.read_text(encoding="utf-8"))["areas"]
    return [*packaged, PESISIR]


def areas_file(folder: Path) -> Path:
    """A file of them all, for a tracker's settings."""
    file = folder / "areas.json"
    file.write_text(json.dumps({"version": "uji-1", "areas": all_areas()}), encoding="utf-8")
    return file
