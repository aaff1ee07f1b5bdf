"""Events and rules to start a test from."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from contracts import AgencyPublished, ProgressRecorded, StatusChanged
from contracts.words import Contact, ContactRole, Kind, Status
from notifier.alerting.policy import Policy

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
GRACE = timedelta(seconds=5)
DOMAIN = "kukarkab.example"


def policy(**changes: Any) -> Policy:
    """The rules that the tests speak of, whatever Kukar's are: one step each, at any hour."""
    late = {
        "rule": "late",
        "when": {"status": ["late"]},
        "for": {"kinds": ["quick_win"]},
        "supersedes": ["critical"],
        "ladder": "late",
        "wording": "late",
        "tells_end": ["done"],
    }
    critical = {
        "rule": "critical",
        "when": {"status": ["critical"]},
        "for": {"kinds": ["quick_win"]},
        "ladder": "critical",
        "wording": "critical",
        "tells_end": ["done"],
    }
    raw: dict[str, Any] = {
        "version": "test",
        "grace_seconds": GRACE.total_seconds(),
        "settle_hours": 0,
        "quiet_start_working_days": 0,
        "quiet_from": None,
        "messages_an_hour": 1000,
        "ladders": {
            "late": [{"step": "1", "after": 0, "offices": ["head", "delivery_team"]}],
            "critical": [{"step": "1", "after": 0, "offices": ["officer", "verifier"]}],
        },
        "rules": [late, critical],
    }
    return Policy.model_validate({**raw, **changes})


def change(status: str, seq: int = 1, item: str = "QW-01", **more: Any) -> StatusChanged:
    """A status change of a quick win of the agency DISKOMINFO, due 21 November 2026."""
    to = Status(status)
    at = START + timedelta(milliseconds=seq)
    raw: dict[str, Any] = {
        "item_id": item,
        "seq": seq,
        "from_status": None if seq == 1 else Status.ON_TRACK,
        "to_status": to,
        "rule": "test/late",
        "at": at,
        "since": at,
        "planned_percent": 100.0,
        "actual_percent": 100.0 if to is Status.DONE else 72.5,
        "deviation": 0.0 if to is Status.DONE else -27.5,
        "region": "kukar",
        "time_zone": "Asia/Makassar",
        "pillar": "governance",
        "kind": Kind.QUICK_WIN,
        "title": "Layanan kependudukan daring",
        "agency": "DISKOMINFO",
        "due": date(2026, 11, 21),
        "done_at": date(2026, 11, 24) if to is Status.DONE else None,
        "last_report": date(2026, 10, 31),
        "reports": 3,
    }
    return StatusChanged.model_validate({**raw, **more})


def history(statuses: Iterable[str], item: str = "QW-01") -> list[StatusChanged]:
    """One item's changes through `statuses`; neighbours that are alike are one."""
    kept = [status for before, status in pairwise([None, *statuses]) if status != before]
    return [change(str(status), seq, item) for seq, status in enumerate(kept, start=1)]


def report(
    percent: float, at: datetime, item: str = "QW-01", as_of: date = date(2026, 11, 1)
) -> ProgressRecorded:
    """A report that the tracker received at `at`."""
    return ProgressRecorded(
        report_id=f"{item}/{at.isoformat()}/{percent}",
        item_id=item,
        region="kukar",
        agency="DISKOMINFO",
        as_of=as_of,
        submitted_at=at,
        received_at=at,
        physical_percent=percent,
        budget_realised=0,
        source="http",
    )


def agency(
    code: str = "DISKOMINFO", version: int = 1, region: str = "kukar", **emails: str
) -> AgencyPublished:
    """An agency whose `emails` are addresses by role."""
    contacts = tuple(
        Contact(role=ContactRole(role), name=f"{role} {code}", email=email)
        for role, email in emails.items()
    )
    return AgencyPublished(
        agency=code, version=version, region=region, name=f"Dinas {code}", contacts=contacts
    )


OFFICES = (
    agency(
        officer="pptk@kominfo.example",
        verifier="kabid@kominfo.example",
        head="kepala@kominfo.example",
    ),
    agency("TIM-PELAKSANA", delivery_team="tim@kukarkab.example"),
)
