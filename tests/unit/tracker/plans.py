"""Plans and reports for the tracker's tests."""

from datetime import UTC, date, datetime
from typing import Any

from contracts import PlanItemPublished
from contracts.report_content import ReportContent
from contracts.words import Kind, Pillar
from tracker.reporting.report import Report
from tracker.status.progress import Mark

NOON = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
"""Noon in WITA on the fifteenth of June."""


def a_plan(**other: Any) -> PlanItemPublished:
    told: dict[str, Any] = {
        "item_id": "KUKAR-QW-01",
        "version": 1,
        "region": "kukar",
        "time_zone": "Asia/Makassar",
        "pillar": Pillar.LIVING,
        "kind": Kind.QUICK_WIN,
        "title": "Layanan Simpel BPJS",
        "agency": "DINKES",
        "start": date(2026, 1, 1),
        "due": date(2026, 12, 31),
        "budget": 1_000_000,
        **other,
    }
    return PlanItemPublished(**told)


def a_mark(
    percent: float,
    as_of: date,
    *,
    report_id: str = "r",
    at: datetime = NOON,
    money: int | None = 0,
) -> Mark:
    return Mark(as_of, at, report_id, percent, money)


def a_report(**other: Any) -> Report:
    told: dict[str, Any] = {
        "report_id": "r-1",
        "item_id": "KUKAR-QW-01",
        "agency": "DINKES",
        "as_of": date(2026, 6, 14),
        "submitted_at": NOON,
        "physical_percent": 40.0,
        "budget_realised": 100,
        "submitted_by": "petugas",
        "source": "http",
        **other,
    }
    said = {name: told.pop(name) for name in ReportContent.model_fields if name in told}
    return Report(content=ReportContent(**said), **told)
