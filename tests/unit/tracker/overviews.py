"""What the council sees, made up."""

from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

from tests.unit.tracker.plans import NOON
from tracker.bands.view import InBand
from tracker.council.overview import Overview


def an_overview(**other: Any) -> Overview:
    told: dict[str, Any] = {
        "at": NOON,
        "basis": None,
        "zone": ZoneInfo("Asia/Makassar"),
        "groups": {},
        "worst": (),
        "curve": (),
        "districts": (),
        "bands": Counter[InBand](),
        "reported": None,
        "to_look_at": None,
        "red_since": {},
        "decided": {},
        "decisions": None,
        **other,
    }
    return Overview(**told)
